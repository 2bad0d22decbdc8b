import { threadKey } from "../../chat/message-key.ts";
import { actByPerson } from "../escalating/act-by-person.ts";
import type { Wish } from "../escalating/act-by-person.ts";
import { parseEscalation } from "../escalating/parse-escalation.ts";
import { raiseByPerson } from "../escalating/raise-by-person.ts";
import { refused, personal, type ChatCommand } from "./command.ts";

export const escalateCommand: ChatCommand = {
  name: "escalate",
  usage: "/escalate [T12] [level] [type] reason",
  summary: "asks those above about something that is stuck, until somebody settles it",
  async run({ args, incoming }, deps) {
    const asked = parseEscalation(args);
    const { taskId } = asked;
    const named = taskId === undefined ? undefined : await deps.store.tasks.get(taskId);
    if (taskId !== undefined && named === undefined)
      return refused(`I know no task ${taskId}. \`/tasks\` lists the recent ones.`);
    const isThread = taskId === undefined && incoming.thread !== undefined;
    const task = isThread ? await deps.store.tasks.ofThread(threadKey(incoming)) : named;
    return personal(
      await raiseByPerson(incoming, { ...asked, ...(task === undefined ? {} : { task }) }, deps),
    );
  },
};

/** "E3 the rest of it"; the name is empty when there is none. */
function readName(args: string): { readonly name: string; readonly rest: string } {
  const [, name = "", rest = ""] = /^(E\d+)\b\s*([\s\S]*)$/iu.exec(args.trim()) ?? [];
  return { name: name.toUpperCase(), rest: rest.trim() };
}

const WHICH = "Which one? Put its name after the command, such as `E3`; `/escalations` lists what is open.";

type Shown = Pick<ChatCommand, "name" | "usage" | "summary">;

/** A command that does one thing about the escalation whose name comes first. */
function commandFor(shown: Shown, wishOf: (rest: string) => Wish): ChatCommand {
  return {
    ...shown,
    isSlashOnly: true,
    async run({ args, incoming }, deps) {
      const { name, rest } = readName(args);
      return personal(name === "" ? WHICH : await actByPerson(incoming, { name, wish: wishOf(rest) }, deps));
    },
  };
}

export const ackCommand = commandFor(
  { name: "ack", usage: "/ack E3", summary: "says that you look after an escalation, which silences it" },
  () => ({ kind: "ack" }),
);

export const takeoverCommand = commandFor(
  {
    name: "takeover",
    usage: "/takeover E3",
    summary: "takes an escalation over from whoever looks after it",
  },
  () => ({ kind: "take" }),
);

export const snoozeCommand = commandFor(
  {
    name: "snooze",
    usage: "/snooze E3 2h",
    summary: "lets an escalation rest for a time, or until a moment",
  },
  (time) => ({ kind: "snooze", time }),
);

export const resolveCommand = commandFor(
  { name: "resolve", usage: "/resolve E3 cause", summary: "settles an escalation, with its cause" },
  (cause) => ({ kind: "resolve", cause }),
);

export const raiseCommand = commandFor(
  { name: "raise", usage: "/raise E3", summary: "takes an escalation up one level at once" },
  () => ({ kind: "raise" }),
);
