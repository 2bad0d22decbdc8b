import { checkHandoff } from "../hooks/handoff-package.ts";
import type { HandoffDraft } from "../hooks/handoff-package.ts";
import type { ReceivedWork } from "../execution/agent-runner.ts";
import { BotError } from "../errors.ts";
import type { AgentResult, Assignment, Stage, Task } from "../tasks/task.ts";
import { resultField } from "../tasks/assignment-job.ts";
import { placeOf, stageOf, takesTurns } from "./stage-state.ts";

interface HandedOver {
  readonly task: Task;
  readonly stage: Stage;
  readonly from: string;
  readonly to: string;
  readonly result: AgentResult;
}

/** What an agent hands over, as far as it is known: its own parts, and the record of what it delivered. */
function draftOf(work: HandedOver): HandoffDraft {
  const { task, stage, from, to, result } = work;
  return {
    evidence: [{ kind: "reference", title: `what ${from} delivered`, target: `${task.id}/${stage.id}` }],
    ...result.handoff,
    from,
    to,
    task: task.id,
    stage: stage.id,
    summary: result.summary,
  };
}

/** Who takes over from an assignment: the next one of its stage, else whoever begins the stages that wait for it. */
function receiverOf(task: Task, stage: Stage, assignment: Assignment): string | undefined {
  if (takesTurns(stage)) {
    const next = stage.assignments[stage.assignments.findIndex(({ id }) => id === assignment.id) + 1];
    if (next !== undefined) return next.agent;
  }
  const later = task.plan.stages.filter(({ needs }) => needs.includes(stage.id));
  return later.flatMap(({ assignments }) => assignments).find(({ agent }) => agent !== assignment.agent)
    ?.agent;
}

/** The package of an assignment to whoever takes over from it; undefined where nobody does, or where it is not whole. */
export function handoffDraft(
  task: Task,
  { stage, assignment }: { readonly stage: Stage; readonly assignment: Assignment },
  result: AgentResult,
): HandoffDraft | undefined {
  const to = receiverOf(task, stage, assignment);
  if (to === undefined || to === assignment.agent) return undefined;
  const draft = draftOf({ task, stage, from: assignment.agent, to, result });
  return checkHandoff(draft).ok ? draft : undefined;
}

/**
 * Where a stage must hand over in writing, a result without a whole package is none: rejects with
 * `workflow.handoff_incomplete`, everything that is missing in the message. Nobody to hand over to, nothing to check.
 */
export function refuseIncompleteHandoff(task: Task, assignmentId: string, result: AgentResult): void {
  const place = placeOf(task, assignmentId);
  if (place?.stage.handoff !== "required") return;
  const { stage, assignment } = place;
  const to = receiverOf(task, stage, assignment);
  if (to === undefined || to === assignment.agent) return;
  const checked = checkHandoff(draftOf({ task, stage, from: assignment.agent, to, result }));
  if (checked.ok) return;
  throw new BotError(
    "workflow.handoff_incomplete",
    `${assignment.agent} cannot hand over to ${to}: ${checked.missing.join("; ")}.`,
    { retryable: true },
  );
}

/** The results that an assignment starts with: of the stages it needs, of those before it, of the round before. */
function sourcesOf(task: Task, stage: Stage, assignment: Assignment): { field: string; stage: Stage }[] {
  const done = (of: Stage, each: readonly Assignment[]) =>
    each.flatMap((one) =>
      one.state === "done" ? [{ field: one.result ?? resultField(task, one), stage: of }] : [],
    );
  const needed = stage.needs.flatMap((need) => {
    const before = stageOf(task, need);
    return before === undefined ? [] : done(before, before.assignments);
  });
  const at = stage.assignments.findIndex(({ id }) => id === assignment.id);
  const turn = takesTurns(stage) ? done(stage, stage.assignments.slice(0, at)) : [];
  return [...needed, ...stage.earlier.map((field) => ({ field, stage })), ...turn];
}

/** Who made a result: `1.quality-truth_validator.2` names round, stage, agent and round of the stage. */
function makerOf(task: Task, field: string): string {
  const id = field.split(".")[1] ?? field;
  const stage = task.plan.stages.find((one) => id.startsWith(`${one.id}-`));
  return placeOf(task, id)?.assignment.agent ?? (stage === undefined ? id : id.slice(stage.id.length + 1));
}

/** Whether an assignment has anybody's work to start with; without, results need not be read. */
export function receivesWork(task: Task, assignmentId: string): boolean {
  const place = placeOf(task, assignmentId);
  return place !== undefined && sourcesOf(task, place.stage, place.assignment).length > 0;
}

/** The work that an assignment starts with, each with its package where that is whole. */
export function receivedWork(
  task: Task,
  assignmentId: string,
  results: ReadonlyMap<string, AgentResult>,
): ReceivedWork[] {
  const place = placeOf(task, assignmentId);
  if (place === undefined) return [];
  const to = place.assignment.agent;
  return sourcesOf(task, place.stage, place.assignment).flatMap(({ field, stage }): ReceivedWork[] => {
    const result = results.get(field);
    if (result === undefined) return [];
    const from = makerOf(task, field);
    const checked = from === to ? undefined : checkHandoff(draftOf({ task, stage, from, to, result }));
    return [
      {
        from,
        stage: stage.title,
        summary: result.summary,
        ...(result.changes === undefined ? {} : { changes: result.changes }),
        ...(checked?.ok === true ? { package: checked.package } : {}),
      },
    ];
  });
}
