import { dayOf } from "../budgets/day-of.ts";
import type { People } from "../people/people.ts";
import type { Task } from "../tasks/task.ts";
import type { Board, EndedTask } from "./board.ts";
import { escalatedLine, queuedLine, runningLine, title, waitingLine } from "./board-lines.ts";
import { endedToday } from "./board-view.ts";

export interface BoardPage {
  readonly board: Board;
  readonly people: People;
  /** Where its day is counted. */
  readonly zone: string;
  /** The team that it is for; absent: everybody. */
  readonly team?: string;
  /** Tasks that have ended today, as far as they are known. */
  readonly ended: ReadonlyMap<string, Task>;
}

const LISTED = 8;
const LISTED_ENDS = 3;

function section(name: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > LISTED ? [`- and ${lines.length - LISTED} more`] : [];
  const shown = lines.slice(0, LISTED).map((line) => `- ${line}`);
  return [[`**${name} (${lines.length})**`, ...shown, ...more].join("\n")];
}

/** How many of the ends of a day came to what. */
export function countEnds(
  ended: readonly EndedTask[],
): Readonly<Record<"done" | "failed" | "cancelled", number>> {
  const of = (...states: readonly EndedTask["state"][]): number =>
    ended.filter(({ state }) => states.includes(state)).length;
  return { done: of("done"), failed: of("failed", "dead"), cancelled: of("cancelled") };
}

/** "Done today (5): **T7** Find the leak, …; 1 failed." */
function endsLine(today: readonly EndedTask[], tasks: ReadonlyMap<string, Task>): string[] {
  if (today.length === 0) return [];
  const { done, failed } = countEnds(today);
  const last = today
    .filter(({ state }) => state === "done")
    .slice(-LISTED_ENDS)
    .reverse()
    .flatMap(({ taskId }) => {
      const task = tasks.get(taskId);
      return task === undefined ? [] : [`**${taskId}** ${title(task.title)}`];
    });
  const shown = last.length === 0 ? "" : `: ${last.join(", ")}${done > last.length ? ", …" : ""}`;
  const bad = failed === 0 ? "" : `; ${failed} could not be finished`;
  return [`**Done today (${done})**${shown}${bad}`];
}

/** "Friday 28 November" at that place. */
function dayTitle(atMs: number, zone: string): string {
  const date = new Date(`${dayOf(atMs, zone)}T12:00:00Z`);
  const of = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" }).format(date);
  return `${of({ weekday: "long" })} ${of({ day: "numeric" })} ${of({ month: "long" })}`;
}

/** The board as one message that is pinned and changes in place: what needs people first, at most so many lines each. */
export function renderBoard({ board, people, zone, team, ended }: BoardPage): string {
  const nowMs = board.atMs;
  const sections = [
    ...section(
      "Waiting for people",
      board.waiting.map((matter) => waitingLine(matter, { people, nowMs, isTheirs: false })),
    ),
    ...section(
      "Escalated",
      board.escalated.map((matter) => escalatedLine(matter, { people, nowMs })),
    ),
    ...section(
      "Running",
      board.running.map((task) => runningLine(task, nowMs)),
    ),
    ...section("Queued", board.queued.map(queuedLine)),
    ...endsLine(endedToday(board, zone), ended),
  ];
  const head = `**Board${team === undefined ? "" : ` of ${team}`}**, ${dayTitle(nowMs, zone)}`;
  return [head, ...(sections.length === 0 ? ["Nothing waits and nothing runs."] : sections)].join("\n\n");
}
