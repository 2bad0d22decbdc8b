import type { AgentCatalogue } from "../agents/agent.ts";
import { BotError } from "../errors.ts";
import type { JobRun } from "../jobs/job.ts";
import { resultField } from "../tasks/assignment-job.ts";
import { isTerminal } from "../tasks/task.ts";
import type { AgentResult, Assignment, Task } from "../tasks/task.ts";
import type { Lifecycle, Turn } from "../lifecycle/lifecycle.ts";
import type { MomentRecord } from "../lifecycle/record.ts";
import { advancePlan } from "../workflow/advance-plan.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";
import type { PlanDeps } from "../workflow/apply-plan-event.ts";
import { receivedWork, receivesWork, refuseIncompleteHandoff } from "../workflow/handoff.ts";
import { placeOf } from "../workflow/stage-state.ts";
import type { AgentRunner, ReceivedWork } from "./agent-runner.ts";
import { endAssignment } from "./end-assignment.ts";
import { createProgress } from "./progress/create-progress.ts";
import { readFollowUps } from "./read-follow-ups.ts";
import { whileWanted } from "./while-wanted.ts";

export interface ExecutionDeps extends PlanDeps {
  readonly agents: () => AgentCatalogue;
  readonly runner: AgentRunner;
  /** Whether an agent may begin now; one that may not is left as it is, to be tried again. Absent: always. */
  readonly mayStart?: (work: { readonly task: Task; readonly agent: string }) => Promise<boolean>;
  /** Hooks around the work; absent: none run. */
  readonly lifecycle?: Lifecycle;
  /** How often a running agent's task is looked at, whether it is still wanted; absent: never. */
  readonly watchMs?: number;
  /** How often people see what a running agent does, at most; absent: never. */
  readonly progressEveryMs?: number;
}

export interface AssignmentRef {
  readonly taskId: string;
  readonly assignmentId: string;
  readonly round: number;
  /** The round of its stage. Default 1. */
  readonly stageRound?: number;
}

/** The assignment, while it is to be done in this very round of task and stage. */
function wantedAssignment(task: Task | undefined, ref: AssignmentRef): Assignment | undefined {
  if (task === undefined || isTerminal(task.state) || task.round !== ref.round) return undefined;
  const found = placeOf(task, ref.assignmentId)?.assignment;
  return found?.state === "running" && found.round === (ref.stageRound ?? 1) ? found : undefined;
}

function startedEvent({ assignmentId: assignment, stageRound: round = 1 }: AssignmentRef) {
  return { type: "assignment.started", assignment, round } as const;
}

interface Due {
  readonly turn: Turn;
  readonly received: readonly ReceivedWork[];
}

/** The assignment when it is its turn, with the work that it starts with. */
async function findTurn(ref: AssignmentRef, { store }: ExecutionDeps): Promise<Due | undefined> {
  const task = await store.tasks.get(ref.taskId);
  const place = task === undefined ? undefined : placeOf(task, ref.assignmentId);
  if (task === undefined || place === undefined || task.round !== ref.round) return undefined;
  if (advancePlan(task, startedEvent(ref)).refused !== undefined) return undefined;
  const results = receivesWork(task, ref.assignmentId) ? await store.tasks.results(task.id) : new Map();
  return { turn: { task, ...place }, received: receivedWork(task, ref.assignmentId, results) };
}

/**
 * Runs one assignment and records its result; the same write lets the plan go on. Hooks of the rules run before and
 * after, and one that blocks ends the assignment. Safe to run again after a crash at any point: what is recorded
 * already is not done a second time. An agent whose task is cancelled or goes on without it is told by its signal,
 * and what it still delivers is dropped.
 */
export async function runAssignment(ref: AssignmentRef, deps: ExecutionDeps, run: JobRun): Promise<void> {
  const due = await findTurn(ref, deps);
  if (due === undefined) return;
  const { task: asked, assignment: wanted } = due.turn;
  if ((await deps.mayStart?.({ task: asked, agent: wanted.agent })) === false) return;
  const startedMs = deps.clock.now();
  const begun = await begin(ref, due, { deps, run });
  if (begun === undefined) return;
  const { task, assignment } = begun;
  const result = await runOnRecord(begun, startedMs, { deps, run });
  if (result === undefined) return;
  const after = await deps.lifecycle?.after({ ...begun, stage: due.turn.stage }, { result, startedMs });
  if (after?.blocked !== undefined) return stop(ref, { task, record: after }, deps);
  const field = resultField(task, assignment);
  await applyPlanEvent(
    {
      taskId: ref.taskId,
      round: ref.round,
      known: task,
      result: { field, value: result },
      event: {
        type: "assignment.finished",
        assignment: assignment.id,
        round: ref.stageRound ?? 1,
        result: field,
        ...(result.changes === undefined ? {} : { changes: result.changes }),
      },
      ...(after === undefined ? {} : { also: written(after) }),
    },
    deps,
  );
}

function written({ events, deliveries }: MomentRecord) {
  return { events, deliveries };
}

/** Marks the assignment as running once the hooks before it let it; undefined when it does not begin. */
async function begin(
  ref: AssignmentRef,
  { turn, received }: Due,
  { deps, run }: { readonly deps: ExecutionDeps; readonly run: JobRun },
): Promise<Begun | undefined> {
  // A further try goes on where the first one began: what ran before that is on record.
  const isFirst = turn.assignment.state === "waiting";
  const before = isFirst ? await deps.lifecycle?.before(turn, received) : undefined;
  const again = isFirst ? undefined : startedAgain(ref, turn, run);
  if (before?.blocked !== undefined) {
    await stop(ref, { task: turn.task, record: before }, deps);
    return undefined;
  }
  const { taskId, round } = ref;
  const also = before === undefined ? { events: again === undefined ? [] : [again.event] } : written(before);
  const step = await applyPlanEvent(
    { taskId, round, known: turn.task, event: startedEvent(ref), also },
    deps,
  );
  const assignment = wantedAssignment(step?.task, ref);
  if (step === undefined || step.advance.refused !== undefined || assignment === undefined) return undefined;
  const { why } = again ?? {};
  return { ref, task: step.task, assignment, received, ...(why === undefined ? {} : { again: why }) };
}

/** A try before this one left no result: why, as far as that can be told, for people and for the log. */
function startedAgain(ref: AssignmentRef, { task, assignment }: Turn, { attempt }: JobRun) {
  // A job that failed has used up a try; one whose worker died or shut down has not.
  const reason = attempt > 1 ? "failed" : "cut_off";
  const { agent, id } = assignment;
  const data = { agent, assignment: id, round: ref.stageRound ?? 1, attempt, reason };
  const why =
    reason === "failed"
      ? `begins again: try ${attempt - 1} failed`
      : "begins again: the worker went away in the middle. What it had asked for or changed is kept";
  return { why, event: { type: "assignment.resumed", taskId: task.id, data } as const };
}

/** A hook whose policy says so ends the assignment: an expected outcome, so that its job is done. */
async function stop(
  ref: AssignmentRef,
  { task, record }: { readonly task: Task; readonly record: MomentRecord },
  deps: ExecutionDeps,
): Promise<void> {
  const { hook, message } = record.blocked ?? { hook: "", message: "" };
  const agent = placeOf(task, ref.assignmentId)?.assignment.agent ?? "The agent";
  await endAssignment(
    ref,
    {
      kind: "blocker",
      code: "workflow.blocked",
      message: `${agent} was stopped by ${hook}. ${message}`,
      ref: `${ref.taskId}-${ref.assignmentId}`,
      isRetryable: false,
    },
    { ...deps, record },
  );
}

interface Begun extends Pick<Due, "received"> {
  readonly ref: AssignmentRef;
  readonly task: Task;
  readonly assignment: Assignment;
  /** Why it is not the first try, for people. */
  readonly again?: string;
}

/** `runAgent`; how long its job had a GPU is noted, whatever came of it. */
async function runOnRecord(
  begun: Begun,
  startedMs: number,
  { deps, run }: { readonly deps: ExecutionDeps; readonly run: JobRun },
): Promise<AgentResult | undefined> {
  const { task, assignment } = begun;
  try {
    return await runAgent(begun, deps, run);
  } finally {
    const durationMs = deps.clock.now() - startedMs;
    const data = { agent: assignment.agent, assignment: assignment.id, durationMs };
    // What the work came to is worth more than its minutes.
    if (run.onGpu === true)
      await deps.store
        .commit({ events: [{ type: "gpu.used", taskId: task.id, data }] })
        .catch(() => undefined);
  }
}

/** The checked result; undefined when nobody wants it any more. */
async function runAgent(
  { ref, task, assignment, received, again }: Begun,
  deps: ExecutionDeps,
  run: JobRun,
): Promise<AgentResult | undefined> {
  const agent = deps.agents().get(assignment.agent);
  if (agent === undefined) {
    throw new BotError(
      "agents.unknown",
      `The agent ${assignment.agent} is not in agent-config/ any more. Put its file back or retry the task.`,
    );
  }
  const progress = createProgress({ task, assignment, title: agent.title }, deps);
  if (again !== undefined) progress.update({ kind: "step", text: again });
  const followUps = async () => readFollowUps(task.id, deps.store);
  const work = async (signal: AbortSignal): Promise<AgentResult> => {
    try {
      const { update } = progress;
      return await deps.runner.run({
        task,
        assignment,
        agent,
        received,
        signal,
        progress: update,
        followUps,
      });
    } finally {
      // Also of work that nobody waits for any more: what it did until then is told.
      await progress.close();
    }
  };
  const result = await whileWanted(
    work,
    async () => wantedAssignment(await deps.store.tasks.get(task.id), ref) !== undefined,
    { signal: run.signal, clock: deps.clock, everyMs: deps.watchMs },
  );
  if (result !== undefined) refuseIncompleteHandoff(task, assignment.id, result);
  return result;
}
