import type { Choices, OutgoingMessage } from "../chat/messages.ts";
import type { AgentResult, Stage, Task } from "../tasks/task.ts";
import { resultField } from "../tasks/assignment-job.ts";
import type { PlanNote } from "./plan-event.ts";
import { isStageOver, stageOf } from "./stage-state.ts";

export type Results = ReadonlyMap<string, AgentResult>;

/** What the agents of a stage delivered, the lead's first, one after the other. */
export function contributionsOf(task: Task, stage: Stage, results: Results): string {
  const leadFirst = stage.assignments
    .filter(({ state }) => state !== "cancelled")
    .toSorted((a, b) => Number(b.role === "primary") - Number(a.role === "primary"));
  const sections = leadFirst.map((assignment) => {
    const result = results.get(assignment.result ?? resultField(task, assignment));
    return result?.body ?? `*${assignment.agent} could not contribute: all its attempts failed.*`;
  });
  return sections.join("\n\n---\n\n");
}

function doneNote(task: Task, stage: Stage, results: Results): string {
  const { stages } = task.plan;
  const over = stages.filter(isStageOver).length;
  const head = `**${task.id}, ${over} of ${stages.length}: ${stage.title}**`;
  if (stage.state === "skipped") return `${head} is left as it is. ${stage.note ?? ""}`;
  return `${head}\n\n${contributionsOf(task, stage, results)}`;
}

/** The question whether a stage may count as done. */
function approvalNote(task: Task, stage: Stage): OutgoingMessage {
  const lists = stage.checklists.map((id) => `\`${id}\``).join(", ");
  const checked =
    lists === "" ? "" : `\nIts checklists: ${lists}; \`/checklist ${task.id}\` shows where they stand.`;
  const text = `**${task.id} waits for you.** ${stage.note ?? stage.title}${checked}\n\`/approve ${task.id}\` lets it go on, \`/refuse ${task.id} reason\` sends it back.`;
  return { text, choices: approvalChoice(task, stage) };
}

/** What may be said about a stage that waits for a person; the prompt names the round that is meant. */
export function approvalChoice(task: Task, stage: Stage): Choices {
  return {
    prompt: `approve.${task.id}.r${task.round}.${stage.id}.${stage.round}`,
    options: [
      { value: "approve", label: "Approve" },
      { value: "refuse", label: "Send back" },
    ],
  };
}

/** What people read in the task's thread while a plan goes on. */
export function renderNote(task: Task, note: PlanNote, results: Results): OutgoingMessage {
  const stage = stageOf(task, note.stage);
  const title = stage?.title ?? note.stage;
  switch (note.kind) {
    case "stage_done":
      return { text: stage === undefined ? title : doneNote(task, stage, results) };
    case "approval":
      return stage === undefined ? { text: title } : approvalNote(task, stage);
    case "report_card":
      return { text: `**${task.id}**, “${title}”\n${note.text}` };
    case "rework": {
      const target = stageOf(task, note.target)?.title ?? note.target;
      const place = note.target === note.stage ? `“${target}”` : `“${target}”, after “${title}”`;
      return { text: `**${note.by}** asks for changes in ${place}: ${note.text}\nIt is done again.` };
    }
    case "skipped":
      return { text: `“${title}” of **${task.id}** is skipped (${note.by}): ${note.text}` };
    case "reassigned":
      return { text: `“${title}” of **${task.id}** goes from **${note.from}** to **${note.to}**.` };
  }
}

/** How many agents contributed and who they are, for one line. */
export function agentsLine(stage: Stage): string {
  return stage.assignments.map(({ agent }) => agent).join(", ");
}
