import { messageKey } from "../../chat/message-key.ts";
import { isOfTeam } from "../../memory/memory-scope.ts";
import { renderMemory } from "../../memory/render-memory.ts";
import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand } from "./command.ts";
import { textArgument } from "../task-argument.ts";

const OFF = "Nothing is remembered in this installation.";

export const rememberCommand: ChatCommand = {
  name: "remember",
  usage: "/remember we never rebase shared branches",
  summary: "keeps a decision or convention, for the team's channels or for this conversation alone",
  args: [textArgument("what", "a decision or convention, in a sentence", true)],
  isSlashOnly: true,
  async run({ args, incoming }, { memory }) {
    if (memory === undefined) return refused(OFF);
    if (args === "")
      return refused("What should be remembered? For example `/remember we never rebase shared branches`.");
    const said = { place: incoming, by: nameOf(incoming), source: messageKey(incoming) };
    const { id, scope, text } = await memory.note(args, said);
    const circle = isOfTeam(scope) ? "in the team's channels" : "in this conversation alone";
    return `Remembered as **${id}** ${circle}: ${text}`;
  },
};

export const memoryCommand: ChatCommand = {
  name: "memory",
  usage: "/memory",
  summary: "what is remembered here, and of this thread",
  isSlashOnly: true,
  async run({ incoming }, { memory }) {
    if (memory === undefined) return refused(OFF);
    return renderMemory(await memory.of(incoming), memory.scopeOf(incoming));
  },
};

export const forgetCommand: ChatCommand = {
  name: "forget",
  usage: "/forget M3 | thread | all",
  summary:
    "removes one thing that is remembered here, what is known of this thread, or both with all the rest",
  isTypedOnly: true,
  args: [textArgument("what", "M3, thread or all", true)],
  isSlashOnly: true,
  async run({ args, incoming }, { memory }) {
    if (memory === undefined) return refused(OFF);
    if (!/^(?:m\d+|thread|all)$/iu.test(args))
      return refused("Forget what? `/forget M3`, `/forget thread` or `/forget all`.");
    const by = `${incoming.platform}:${incoming.from.id}`;
    const count = await memory.forget(args.toLowerCase(), { place: incoming, by });
    return count === 0 ? refused("Nothing of that is remembered here.") : "Forgotten.";
  },
};
