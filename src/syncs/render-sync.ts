import { ageText } from "../escalations/render-escalation.ts";
import type { LoggedEvent } from "../events/event.ts";
import { coordinatorOf } from "../orchestration/coordination-of.ts";
import type { TaskCoordination } from "../orchestration/coordination-of.ts";
import type { Task } from "../tasks/task.ts";
import type { NextStage, TeamStanding, Waiting } from "./read-standing.ts";

/** So many of those asked are named. */
const NAMED = 3;

export interface SyncNote {
  readonly task: Task;
  readonly coordination: TaskCoordination;
  readonly standing: TeamStanding;
  /** Of the task, since the last review: the note looks back on them. Absent: it does not. */
  readonly week?: readonly LoggedEvent[] | undefined;
  readonly nowMs: number;
}

function line(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${title}: ${items.join("; ")}`];
}

function nextText({ title, agents, after }: NextStage): string {
  const behind = after.length === 0 ? "" : `, after ${after.map((one) => `“${one}”`).join(" and ")}`;
  return `“${title}” with ${agents.map((agent) => `**${agent}**`).join(", ")}${behind}`;
}

function waitText({ what, whom }: Waiting): string {
  const more = whom.length > NAMED ? ` and ${whom.length - NAMED} more` : "";
  return whom.length === 0 ? what : `${what} for ${whom.slice(0, NAMED).join(", ")}${more}`;
}

function weekText(events: readonly LoggedEvent[]): string {
  const count = (type: LoggedEvent["type"]): number => events.filter((event) => event.type === type).length;
  return [
    `${count("stage.done")} stages done`,
    `${count("stage.sent_back")} sent back`,
    `${count("escalation.raised")} escalated`,
  ].join(", ");
}

/** Where its pattern wants the whole checked in the end: by which stage. */
function finalCheck({ plan }: Task): string[] {
  const last = plan.stages.findLast(({ purpose }) => purpose === "validate");
  if (!plan.cadence.includes("final_validation") || last === undefined) return [];
  return [`“${last.title}” with ${last.assignments.map(({ agent }) => `**${agent}**`).join(", ")}`];
}

/** The note in the thread of a task: who is at what since when, what is done, what is next, what it waits for. */
export function renderSync({ task, coordination, standing, week, nowMs }: SyncNote): string {
  const { complexity, strategy } = coordination;
  const { atWork, done, through, next, waits } = standing;
  const title = week === undefined ? "where it stands" : "the week in review";
  return [
    `**${task.id}, ${title}** (${complexity}, ${strategy.title}; coordinator **${coordinatorOf(task)}**)`,
    ...(week === undefined ? [] : [`This week: ${weekText(week)}`]),
    ...line(
      "At work",
      atWork.map(
        ({ agent, stage, since }) => `**${agent}** on “${stage}” for ${ageText(nowMs - Date.parse(since))}`,
      ),
    ),
    ...line(
      "Through",
      through.map(({ agent, stage }) => `**${agent}** with “${stage}”`),
    ),
    ...line(
      `Done (${done.length} of ${task.plan.stages.length})`,
      done.map((one) => `“${one}”`),
    ),
    ...line("Next", next.map(nextText)),
    ...line("Waits", waits.map(waitText)),
    ...line("In the end", finalCheck(task)),
  ].join("\n");
}
