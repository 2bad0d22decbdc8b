import { ago } from "../conversation/render-standing.ts";
import type { People } from "../people/people.ts";
import { shorten } from "../text/shorten.ts";
import type { BoardTask, EscalatedMatter, QueuedTask, RunningTask, WaitingMatter } from "./board.ts";

const TITLE_CHARS = 60;
const MINUTE_MS = 60_000;

/** "12 min", never seconds: what is pinned is not a stopwatch. */
function age(sinceMs: number, nowMs: number): string {
  return nowMs - sinceMs < MINUTE_MS ? "now" : ago(nowMs - sinceMs);
}

/** In one line, at most so many characters. */
export function title(text: string): string {
  return shorten(text.replace(/\s+/gu, " ").trim(), TITLE_CHARS);
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(", ");
}

/** Who answers for it and what blocks it, where there is something to say. */
function standing({ owner, blocked }: BoardTask): (string | undefined)[] {
  return [
    owner === undefined ? undefined : `with ${owner.name}`,
    blocked === undefined ? undefined : `blocked: ${title(blocked)}`,
  ];
}

export function runningLine(task: RunningTask, nowMs: number): string {
  const { id, agents, step, sinceMs } = task;
  const said = joined([agents.join(" and "), age(sinceMs, nowMs), step, ...standing(task)]);
  return `**${id}** ${title(task.title)} (${said})`;
}

export function queuedLine(task: QueuedTask): string {
  const { id, position, agents } = task;
  const place = position === undefined ? undefined : position === 1 ? "next" : `${position}. in the queue`;
  return `**${id}** ${title(task.title)} (${joined([agents.join(" and "), place, ...standing(task)])})`;
}

function askedOf({ asked }: WaitingMatter, people: People): string {
  if (asked.kind === "person") return people.nameOf(asked.person);
  return asked.action === "effects" ? "whoever may approve effects" : "whoever may approve";
}

/** What is to be decided and by whom; for the one who is meant, how. */
export function waitingLine(
  matter: WaitingMatter,
  { people, nowMs, isTheirs }: { people: People; nowMs: number; isTheirs: boolean },
): string {
  const { taskId, text, how, sinceMs } = matter;
  const id = taskId === undefined ? "" : `**${taskId}** `;
  const who = isTheirs ? (how === undefined ? "in its thread" : `\`${how}\``) : askedOf(matter, people);
  return `${id}${shorten(text, TITLE_CHARS + 20)} (${who}, ${age(sinceMs, nowMs)})`;
}

export function escalatedLine(
  { taskId, problem, askedOf: asked, sinceMs }: EscalatedMatter,
  { people, nowMs }: { people: People; nowMs: number },
): string {
  const who =
    asked.length === 0 ? "nobody asked yet" : `asked ${asked.map((id) => people.nameOf(id)).join(", ")}`;
  return `**${taskId}** ${title(problem)} (${who}, ${age(sinceMs, nowMs)})`;
}
