import type { LoggedEvent } from "../events/event.ts";
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

/** What of the plans was changed today, by whom where the log says so. */
function adjustments({ today, nameOf }: DailyStep): string[] {
  const lines = today.flatMap(({ type, taskId = "", data }) => {
    const by = typeof data["by"] === "string" ? ` by ${nameOf(data["by"])}` : "";
    switch (type) {
      case "task.bumped":
        return [`**${taskId}** was moved up${by}`];
      case "task.set":
      case "task.replanned":
        return [`**${taskId}** was planned anew${by}`];
      case "task.reassigned":
      case "assignment.reassigned":
        return [`**${taskId}** went to somebody else${by}`];
      case "task.cancelled":
        return [`**${taskId}** was cancelled${by}`];
      default:
        return [];
    }
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
