import type { Choices, IncomingChoice } from "../chat/messages.ts";
import { isByPerson } from "../router/is-by-person.ts";
import type { Task } from "../tasks/task.ts";
import { answer } from "./answer.ts";
import { whyCommand } from "./commands/explain-task.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";

const WRONG = { value: "wrong", label: "Wrong agent" } as const;
const PROMPT = /^task\.(T\d+)\.r(\d+)$/u;

/**
 * What is at hand under an acknowledgement: why, stop, and "wrong agent" unless a person chose the agent. Offered in
 * passing: `/why`, `stop` and `wrong agent` do the same.
 */
export function taskChoices({ id, round, route }: Task): Choices {
  return {
    prompt: `task.${id}.r${round}`,
    options: [
      { value: "why", label: "Why?" },
      ...(isByPerson(route) ? [] : [WRONG]),
      { value: "stop", label: "Stop", style: "danger" },
    ],
    isQuiet: true,
  };
}

/** The choice as the prompt of its own that the value has; presses from before there was one press for all stay as they are. */
export function splitTaskPress(turn: Turn<IncomingChoice>): Turn<IncomingChoice> {
  const { incoming } = turn;
  const [, id, round] = PROMPT.exec(incoming.prompt) ?? [];
  if (id === undefined) return turn;
  return { ...turn, incoming: { ...incoming, prompt: `${incoming.value}.${id}.r${round}` } };
}

/** A press on "Why?", answered for whoever pressed; false when it is another choice. */
export async function takeWhyPress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  const [, id] = /^why\.(T\d+)\.r\d+$/u.exec(turn.incoming.prompt) ?? [];
  if (id === undefined) return false;
  const said = await whyCommand.run({ args: id, incoming: turn.incoming }, deps);
  const { text } = typeof said === "string" ? { text: said } : said;
  await answer(turn, { text }, deps.store, { isPrivate: true });
  return true;
}
