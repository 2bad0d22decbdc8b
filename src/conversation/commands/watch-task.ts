import { linkThread } from "../../mirrors/link-thread.ts";
import type { LinkRefusal } from "../../mirrors/link-thread.ts";
import { threadOf } from "../answer.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { renderTask } from "../render-standing.ts";
import { capitalise } from "../../text/capitalise.ts";
import { threadKey } from "../../chat/message-key.ts";
import { threadDelivery } from "../../tasks/task-deliveries.ts";
import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand } from "./command.ts";

const OFF =
  "Channels are not linked here. Whoever runs Switchyard can link those of a team with `linked: true` in the configuration.";

const REFUSALS: Readonly<Record<LinkRefusal, string>> = {
  same_thread: "This thread shows that task already.",
  not_linked:
    "That task lives in a channel that is not linked with this one. Only channels of one team that has linked them show one another's tasks.",
  too_many: "Enough threads show that task already.",
};

/** `/watch T3`: this thread shows a task that lives on another platform, or in another channel of the team. */
export const watchCommand: ChatCommand = {
  name: "watch",
  usage: "/watch T12",
  summary: "shows a task of another channel or platform of your team in this thread",
  async run({ args, incoming }, deps: ConversationDeps) {
    const { store, mirrors } = deps;
    if (mirrors === undefined) return refused(OFF);
    const id = /^T\d+$/iu.exec(args)?.[0].toUpperCase();
    if (id === undefined) return refused("Which task? For example `watch T12`, written as a message.");
    const task = await store.tasks.get(id);
    if (task === undefined) return refused(`I know no task ${id}. \`/tasks\` lists the recent ones.`);
    if (incoming.kind !== "message" && incoming.thread === undefined)
      return refused(
        `A thread has to begin with a message: write \`watch ${id}\` to me in the channel, and the answer's thread will show it.`,
      );
    const link = await linkThread(task, threadOf(incoming), { store, rules: mirrors });
    if (typeof link === "string") return refused(REFUSALS[link]);
    const text = `**${nameOf(incoming)}** on ${capitalise(incoming.platform)} follows along from here on.`;
    const told = threadDelivery(task, `watched.${threadKey(threadOf(incoming))}`, { text });
    const written = await store.commit({ ...link, deliveries: [{ ...told, isLocal: true }] });
    if (written === "conflict") return refused("Somebody changed that at the same moment. Try again.");
    return `This thread now shows **${task.id}**, and what you write here is read there.\n${await renderTask(task, deps)}`;
  },
};
