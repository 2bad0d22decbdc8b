import type { Stage, StageReport, Task } from "../tasks/task.ts";
import { resultField } from "../tasks/assignment-job.ts";
import { STOPPED } from "./plan-event.ts";
import type { EndState, PlanEvent } from "./plan-event.ts";
import { shownSync } from "./keep-in-step.ts";
import { effortOfTask } from "./effort-of-task.ts";
import { agentsLine, contributionsOf } from "./render-note.ts";
import type { Results } from "./render-note.ts";
import { isStageOver, leadOf } from "./stage-state.ts";

export interface EndedTask {
  readonly task: Task;
  readonly state: EndState;
  /** What ended it. */
  readonly event: PlanEvent;
  readonly results: Results;
}

/** A stage in one line: what became of it, who was on it, and in a sentence what came out. */
function stageLine(task: Task, stage: Stage, results: Results): string {
  const lead = stage.assignments.find(({ agent }) => agent === leadOf(stage));
  const summary =
    lead === undefined ? undefined : results.get(lead.result ?? resultField(task, lead))?.summary;
  const said = stage.state === "done" ? summary : stage.note;
  const step = stage.sync === undefined || stage.assignments.length < 2 ? "" : `, ${shownSync(stage)}`;
  return `- ${stage.title} (${agentsLine(stage)}${step}): ${stage.state}${said === undefined || said === "" ? "" : `. ${said}`}`;
}

function reportLine(stage: Stage, report: StageReport): string {
  const by = report.reviewers.length === 0 ? "" : `, ${report.reviewers.join(", ")}`;
  const attempt = report.attempt === 1 ? "" : `, attempt ${report.attempt}`;
  return `- ${report.title} (${stage.title}${by}${attempt}): ${report.verdict}. ${report.summary}`;
}

/** The report card: every gate and hook that said something, with its attempts. Empty when none did. */
export function renderReportCard(task: Task): string {
  const lines = task.plan.stages.flatMap((stage) => stage.reports.map((report) => reportLine(stage, report)));
  return lines.length === 0 ? "" : ["**Report card**", ...lines].join("\n");
}

function doneText({ task, event, results }: EndedTask): string {
  if (event.type === "task.finished")
    return `**${task.id} is done**, says ${event.by}${event.note === undefined ? "." : `: ${event.note}`}`;
  const { stages } = task.plan;
  const [only] = stages;
  const card = renderReportCard(task);
  const body =
    only !== undefined && stages.length === 1
      ? contributionsOf(task, only, results)
      : [`**${task.id} is done.**`, ...stages.map((stage) => stageLine(task, stage, results))].join("\n");
  const effort = effortOfTask(results.values());
  return [body, ...(card === "" ? [] : [card]), ...(effort === undefined ? [] : [effort])].join("\n\n");
}

/** What a stage has to show for itself when its task is cut off; undefined when that is nothing. */
function doneLine(task: Task, stage: Stage, results: Results): string | undefined {
  if (stage.state !== "cancelled") return isStageOver(stage) ? stageLine(task, stage, results) : undefined;
  const through = stage.assignments.filter(({ state }) => state === "done");
  if (through.length === 0) return undefined;
  const said = through.flatMap((each) => results.get(each.result ?? resultField(task, each))?.summary ?? []);
  const names = through.map(({ agent }) => agent).join(", ");
  return [`- ${stage.title}: ${names} ${through.length === 1 ? "was" : "were"} through.`, ...said].join(" ");
}

function cancelledText({ task, event, results }: EndedTask): string {
  const { by, reason } = event.type === "task.cancelled" ? event : { by: undefined, reason: undefined };
  const word = reason === STOPPED ? "stopped" : "cancelled";
  const why = reason === undefined || reason === STOPPED ? "." : `: ${reason}.`;
  const head = `**${task.id} is ${word}**${by === undefined ? "" : ` by ${by}`}${why} Nothing of it runs any more.`;
  const done = task.plan.stages.flatMap((stage) => doneLine(task, stage, results) ?? []);
  return done.length === 0 ? head : [`${head} What was done until then stays:`, ...done].join("\n");
}

/** The one final reply of a round of a task. */
export function renderEnd(ended: EndedTask): string {
  const { task, state } = ended;
  switch (state) {
    case "done":
      return doneText(ended);
    case "cancelled":
      return cancelledText(ended);
    case "failed":
    case "dead": {
      const card = renderReportCard(task);
      const { message = "", ref = "" } = task.error ?? {};
      const text = `**${task.id} could not be finished.** ${message}\nReference ${ref}. Nothing is lost: \`/retry ${task.id}\` starts it again.`;
      return card === "" ? text : `${text}\n\n${card}`;
    }
  }
}
