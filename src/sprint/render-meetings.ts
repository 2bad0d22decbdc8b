import type { OutgoingMessage } from "../chat/messages.ts";
import { formatDate } from "../calendar/dates.ts";
import { formatAge, formatBlocked, formatList, formatTask, plainTitle } from "../standups/format-lines.ts";
import type { TeamWork } from "../standups/team-work.ts";
import type { WeekFigures } from "../reports/week-figures.ts";
import { countEnded } from "../reports/week-figures.ts";
import type { SprintGoal, SprintPlan } from "./sprint-plan.ts";

export function sprintPrompt({ team, week }: Pick<SprintPlan, "team" | "week">): string {
  return `sprint/${team}/${week}`;
}

export function parseSprintPrompt(prompt: string): { team: string; week: string } | undefined {
  const [, team, week] = /^sprint\/([^/]+)\/(\d{4}-\d{2}-\d{2})$/u.exec(prompt) ?? [];
  return team === undefined || week === undefined ? undefined : { team, week };
}

function goalLine({ kind, id, title }: SprintGoal): string {
  return kind === "task" ? `**${id}** ${plainTitle(title)}` : `${plainTitle(title)} (${id})`;
}

/** The week as it is proposed, with a tap to agree. */
export function renderPlanning(
  plan: SprintPlan,
  {
    teamName,
    because,
    blocked,
  }: {
    readonly teamName: string;
    readonly because: string;
    readonly blocked: number;
  },
): OutgoingMessage {
  const heading = `**Plan for the week of ${teamName}**, from ${formatDate(plan.week)}`;
  const room = `Room for about ${plan.capacity}: ${because}.`;
  const stuck =
    blocked === 0 ? [] : [`${blocked} ${blocked === 1 ? "task is" : "tasks are"} stuck; free those first.`];
  if (plan.agreed !== undefined) {
    const text = [
      heading,
      ...plan.goals.map((goal) => `- ${goalLine(goal)}`),
      "",
      `Agreed by ${plan.agreed.by}.`,
    ];
    return { text: text.join("\n") };
  }
  const text = [heading, room, ...stuck, ...plan.goals.map((goal) => `- ${goalLine(goal)}`)].join("\n");
  const options = [{ value: "agree", label: "Take it as our plan", style: "primary" as const }];
  return { text, choices: { prompt: sprintPrompt(plan), options } };
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export type GoalState = SprintGoal & { readonly isDone: boolean };

/** Half-time: where the goals stand, and what has to be freed. */
export function renderReview(review: {
  readonly teamName: string;
  readonly date: string;
  readonly goals: readonly GoalState[] | undefined;
  readonly work: TeamWork;
  readonly nameOf: (who: string) => string;
  readonly nowMs: number;
}): string {
  const { goals, work, nowMs, nameOf } = review;
  const open = (goals ?? []).filter(({ isDone }) => !isDone);
  const blocked = work.blocked.map((line) => formatBlocked(line, { nowMs, nameOf }));
  return [
    `**Half-time of ${review.teamName}**, ${formatDate(review.date)}`,
    goals === undefined
      ? "No plan was agreed to this week."
      : `${goals.length - open.length} of ${goals.length} goals met.`,
    ...(blocked.length === 0 ? [] : ["", "**To be freed**", ...formatList(blocked)]),
    ...(open.length === 0 ? [] : ["", "**Still open**", ...formatList(open.map(goalLine))]),
    ...(work.doing.length === 0 ? [] : ["", "**In hand**", ...formatList(work.doing.map(formatTask))]),
  ].join("\n");
}

/** What to talk about, each with the figure that it comes from. */
export function promptsOf(figures: WeekFigures, goals: readonly GoalState[] | undefined): string[] {
  const { handoffs, gates, blockers } = figures;
  const failed = countEnded(figures, "failed");
  const missed = (goals ?? []).filter(({ isDone }) => !isDone).length;
  const cleared = Math.max(1, blockers.cleared);
  const meanMs = blockers.clearedMs / cleared;
  const workedHours = Math.round(blockers.workedMs / cleared / 360_000) / 10;
  return [
    ...(missed > 0
      ? [`${plural(missed, "goal was", "goals were")} not met: was the plan too large, or what came between?`]
      : []),
    ...(handoffs.sentBack > 0
      ? [
          `Work went back ${plural(handoffs.sentBack, "time", "times")}: what was unclear when it was handed on?`,
        ]
      : []),
    ...(gates.failed > 0
      ? [
          `${gates.failed} of ${gates.failed + gates.passed} gate verdicts were failures: which could have been seen earlier?`,
        ]
      : []),
    ...(meanMs > 0
      ? [
          `A blocker took ${formatAge(0, meanMs)} on average to be cleared, ${workedHours} h of it working time: who could have been asked sooner?`,
        ]
      : []),
    ...(failed > 0 ? [`${plural(failed, "task", "tasks")} failed: what would have helped?`] : []),
    "What went well that we want to keep?",
    "What one thing do we change next week?",
  ];
}

/** The end of the week: what it brought, and what to talk about. */
export function renderRetrospective(retrospective: {
  readonly teamName: string;
  readonly date: string;
  readonly figures: WeekFigures;
  readonly goals: readonly GoalState[] | undefined;
}): string {
  const { figures, goals } = retrospective;
  const met = (goals ?? []).filter(({ isDone }) => isDone).length;
  const goalsLine = goals === undefined ? "no plan was agreed to" : `${met} of ${goals.length} goals met`;
  return [
    `**Retrospective of ${retrospective.teamName}**, ${formatDate(retrospective.date)}`,
    `${countEnded(figures, "done")} tasks done, ${countEnded(figures, "failed")} failed, ${goalsLine}.`,
    "",
    "**To talk about** (answer in this thread)",
    ...promptsOf(figures, goals).map((prompt) => `- ${prompt}`),
  ].join("\n");
}
