import type { AgentCatalogue } from "../agents/agent.ts";
import { BotError } from "../errors.ts";
import type { JobRun } from "../jobs/job.ts";
import { resultField } from "../tasks/assignment-job.ts";
import { isTerminal } from "../tasks/task.ts";
import type { AgentResult, Assignment, Task } from "../tasks/task.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";
import type { PlanDeps } from "../workflow/apply-plan-event.ts";
import { receivedWork, receivesWork, refuseIncompleteHandoff } from "../workflow/handoff.ts";
import { placeOf } from "../workflow/stage-state.ts";
import type { AgentRunner } from "./agent-runner.ts";
import { createProgress } from "./progress/create-progress.ts";
import { readFollowUps } from "./read-follow-ups.ts";
import { whileWanted } from "./while-wanted.ts";

export interface ExecutionDeps extends PlanDeps {
  readonly agents: () => AgentCatalogue;
  readonly runner: AgentRunner;
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

/**
 * Runs one assignment and records its result; the same write lets the plan go on. Safe to run again after a crash at
 * any point: what is recorded already is not done a second time. An agent whose task is cancelled or goes on without
 * it is told by its signal, and what it still delivers is dropped.
 */
export async function runAssignment(ref: AssignmentRef, deps: ExecutionDeps, run: JobRun): Promise<void> {
  const { taskId, round, assignmentId: assignment, stageRound = 1 } = ref;
  const event = { type: "assignment.started", assignment, round: stageRound } as const;
  const begun = await applyPlanEvent({ taskId, round, event }, deps);
  const open = wantedAssignment(begun?.task, ref);
  if (begun === undefined || begun.advance.refused !== undefined || open === undefined) return;
  const result = await runAgent({ ref, task: begun.task, assignment: open }, deps, run);
  if (result === undefined) return;
  await applyPlanEvent(
    {
      taskId,
      round,
      known: begun.task,
      result: { field: resultField(begun.task, open), value: result },
      event: {
        type: "assignment.finished",
        assignment,
        round: stageRound,
        result: resultField(begun.task, open),
        ...(result.changes === undefined ? {} : { changes: result.changes }),
      },
    },
    deps,
  );
}

interface Begun {
  readonly ref: AssignmentRef;
  readonly task: Task;
  readonly assignment: Assignment;
}

/** The checked result; undefined when nobody wants it any more. */
async function runAgent(
  { ref, task, assignment }: Begun,
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
  const results = receivesWork(task, assignment.id) ? await deps.store.tasks.results(task.id) : new Map();
  const received = receivedWork(task, assignment.id, results);
  const progress = createProgress({ task, assignment, title: agent.title }, deps);
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
