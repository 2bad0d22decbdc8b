import type { Remembered } from "./create-memory.ts";
import { isOfTeam } from "./memory-scope.ts";

const VERBS = { asked: "asked", answered: "answered", decided: "decided" } as const;

function day(at: string): string {
  return at.slice(0, 10);
}

/** What is remembered, for people; `scope` says how far it is known. */
export function renderMemory({ notes, thread }: Remembered, scope: string): string {
  const circle = isOfTeam(scope)
    ? `in the channels of the team ${scope.slice("team/".length)}`
    : "in this conversation alone";
  const lines = notes.map(({ id, text, by, at }) => `- **${id}** ${text} (${by}, ${day(at)})`);
  const told = thread.map(
    ({ kind, by, at, taskId, text }) => `- ${day(at)}, ${taskId}: ${by} ${VERBS[kind]}: ${text}`,
  );
  return [
    notes.length === 0
      ? `Nothing is remembered ${circle}. \`/remember\` adds something.`
      : `Remembered ${circle}:\n${lines.join("\n")}`,
    ...(thread.length === 0 ? [] : [`Of this thread:\n${told.join("\n")}`]),
    ...(notes.length + thread.length === 0
      ? []
      : ["`/forget M1`, `/forget thread` or `/forget all` removes it."]),
  ].join("\n\n");
}
