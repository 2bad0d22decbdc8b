import type { EventType, LoggedEvent } from "../events/event.ts";
import { formatBlocked, formatList, formatTask, plainTitle } from "./format-lines.ts";
import type { BlockedLine, TeamWork, WorkLine } from "./team-work.ts";

/** What a step of the day tells of. */
export interface DailyStep {
  /** The id in cadence.yaml. */
  readonly step: string;
  readonly title: string;
  readonly teamName: string;
  readonly work: TeamWork;
  /** Open tasks that have not begun, the most important first. */
  readonly waiting: readonly WorkLine[];
  /** What happened to the team's tasks since the day began. */
  readonly today: readonly LoggedEvent[];
  readonly nameOf: (who: string) => string;
  readonly nowMs: number;
}

function block(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`**${title}**`, ...formatList(items)];
}

function blocked({ work, nowMs, nameOf }: DailyStep): string[] {
  return work.blocked.map((line: BlockedLine) => formatBlocked(line, { nowMs, nameOf }));
}

function morning(step: DailyStep): string[] {
  return [
    ...block("First today", step.waiting.map(formatTask)),
    ...block("In hand", step.work.doing.map(formatTask)),
  ];
}

function count(events: readonly LoggedEvent[], type: LoggedEvent["type"]): number {
  return events.filter((event) => event.type === type).length;
}

function progress({ work, today }: DailyStep): string[] {
  const steps = count(today, "assignment.done");
  const back = count(today, "stage.sent_back");
  const figures = [
    ...(steps === 0 ? [] : [`${steps} steps finished today`]),
    ...(back === 0 ? [] : [`${back} sent back for changes`]),
  ];
  return [
    ...(figures.length === 0 ? [] : [`${figures.join(", ")}.`]),
    ...block("In hand", work.doing.map(formatTask)),
    ...block("Done", work.done.map(formatTask)),
  ];
}

function evening(step: DailyStep): string[] {
  const { work } = step;
  return [
    ...block("Done", work.done.map(formatTask)),
    ...block("Goes on tomorrow", work.doing.map(formatTask)),
    ...block("Stuck", blocked(step)),
    ...block("First tomorrow", step.waiting.slice(0, 3).map(formatTask)),
  ];
}

const CHANGES: Readonly<Partial<Record<EventType, string>>> = {
  "task.bumped": "was moved up",
  "task.set": "was planned anew",
  "task.replanned": "was planned anew",
  "task.reassigned": "went to somebody else",
  "assignment.reassigned": "went to somebody else",
  "task.cancelled": "was cancelled",
};

/** What of the plans was changed today, by whom where the log says so. */
function adjustments({ today, nameOf }: DailyStep): string[] {
  const lines = today.flatMap(({ type, taskId = "", data }) => {
    const change = CHANGES[type];
    const by = typeof data["by"] === "string" ? ` by ${nameOf(data["by"])}` : "";
    return change === undefined ? [] : [`**${taskId}** ${change}${by}`];
  });
  return block("Changed today", [...new Set(lines)]);
}

function linesOf(step: DailyStep): string[] {
  switch (step.step) {
    case "morning_sync":
      return morning(step);
    case "progress_monitoring":
      return progress(step);
    case "blocker_resolution":
      return block("Stuck", blocked(step));
    case "evening_review":
      return evening(step);
    case "continuous_adjustment":
      return adjustments(step);
    default:
      return progress(step);
  }
}

/** A step of the day as text; undefined when there is nothing to say. */
export function renderDailyStep(step: DailyStep): string | undefined {
  const lines = linesOf(step);
  if (lines.length === 0) return undefined;
  return [`**${step.teamName}**: ${plainTitle(step.title)}`, ...lines].join("\n");
}
