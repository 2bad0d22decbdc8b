import type { Clock } from "../clock.ts";
import { nameOfEscalation } from "../escalations/escalation.ts";
import { listOpenEscalations } from "../escalations/list-open-escalations.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import type { People } from "../people/people.ts";
import type { Store } from "../store/store.ts";
import { assignmentsOf, taskIdOfJob } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import { isAssignmentOpen, isStageOver } from "../workflow/stage-state.ts";
import type { Board, BoardTask, EscalatedMatter, QueuedTask, RunningTask } from "./board.ts";
import { readBoardLog, type BoardLog } from "./board-log.ts";
import { readWaiting } from "./read-waiting.ts";
import { requesterOf } from "../people/requester-of.ts";

export interface BoardDeps {
  readonly store: Store;
  readonly jobs: Pick<JobQueue, "waitingJobs">;
  readonly clock: Pick<Clock, "now">;
  readonly people: People;
  /** Somebody has the permission `approve`; else whoever asked for a task approves its stages. */
  readonly hasApprovers: boolean;
}

/** More open tasks than anybody looks at. */
const MAX_OPEN = 1_000;
const LOOKED_AT = 500;

function agentsOf(task: Task): string[] {
  const all = assignmentsOf(task);
  const running = all.filter(({ state }) => state === "running");
  const open = running.length > 0 ? running : all.filter(({ role }) => role === "primary").slice(0, 1);
  return [...new Set(open.map(({ agent }) => agent))];
}

/** "2 of 4: Review", of the first stage that goes on. */
function stepOf({ plan }: Task): string | undefined {
  if (plan.stages.length === 1) return undefined;
  const at = plan.stages.findIndex((stage) => !isStageOver(stage) && stage.state !== "waiting");
  const stage = plan.stages[at];
  return stage === undefined ? undefined : `${at + 1} of ${plan.stages.length}: ${stage.title}`;
}

/** Nothing of it goes on before a person says something. */
export function isHeld({ plan }: Task): boolean {
  if (plan.state === "proposed") return true;
  const open = plan.stages.filter((stage) => !isStageOver(stage) && stage.state !== "waiting");
  return open.length > 0 && open.every(({ state }) => state === "awaiting_approval");
}

function toBoardTask(task: Task, sinceMs: number, people: People): BoardTask {
  const { id, title, thread, owner, blocked } = task;
  return {
    id,
    title,
    thread,
    requester: requesterOf(task, people),
    ...(owner === undefined ? {} : { owner: { person: owner.person, name: owner.name } }),
    ...(blocked === undefined ? {} : { blocked: blocked.reason }),
    agents: agentsOf(task),
    sinceMs,
  };
}

function toRunning(task: Task, log: BoardLog, people: People): RunningTask {
  const step = stepOf(task);
  const since = log.started[task.id] ?? task.createdAt;
  return { ...toBoardTask(task, Date.parse(since), people), ...(step === undefined ? {} : { step }) };
}

/** Positions by task: how many other tasks have a job in front of its first one. */
async function positionsOf(jobs: BoardDeps["jobs"]): Promise<ReadonlyMap<string, number>> {
  // Without the queue the board still says what is open.
  const waiting = await jobs.waitingJobs("agent.run", LOOKED_AT).catch(() => []);
  const order = [...new Set(waiting.map(({ id }) => taskIdOfJob(id)))];
  return new Map(order.map((id, at) => [id, at + 1]));
}

function hasOpenJob(task: Task): boolean {
  return assignmentsOf(task).some(isAssignmentOpen);
}

function toQueued(
  tasks: readonly Task[],
  positions: ReadonlyMap<string, number>,
  people: People,
): QueuedTask[] {
  return tasks
    .map((task) => {
      const position = hasOpenJob(task) ? positions.get(task.id) : undefined;
      const shown = toBoardTask(task, Date.parse(task.createdAt), people);
      return position === undefined ? shown : { ...shown, position };
    })
    .sort((a, b) => placeOf(a) - placeOf(b) || a.sinceMs - b.sinceMs);
}

function placeOf({ position }: QueuedTask): number {
  return position ?? Number.MAX_SAFE_INTEGER;
}

/** Matters whose task has ended well, or was given up, are nobody's any more. */
async function readEscalated(open: ReadonlySet<string>, store: Store): Promise<EscalatedMatter[]> {
  const matters = await listOpenEscalations(store);
  const alive = await Promise.all(
    matters.map(async ({ taskId }) => {
      if (taskId === undefined || open.has(taskId)) return true;
      const state = (await store.tasks.get(taskId))?.state;
      return state !== "done" && state !== "cancelled";
    }),
  );
  return matters
    .filter((_matter, at) => alive[at] === true)
    .map((matter) => ({
      id: matter.id,
      name: nameOfEscalation(matter),
      ...(matter.taskId === undefined ? {} : { taskId: matter.taskId }),
      problem: matter.problem,
      askedOf: matter.askedOf,
      sinceMs: Date.parse(matter.since),
    }));
}

/** The one projection that board, homes, catch-up and reports are made from. */
export async function readBoard(deps: BoardDeps): Promise<Board> {
  const { store, people, clock } = deps;
  const log = await readBoardLog(store);
  const tasks = await store.tasks.listOpen(MAX_OPEN);
  const held = tasks.filter(isHeld);
  const busy = tasks.filter((task) => !isHeld(task));
  const [waiting, escalated, positions] = await Promise.all([
    readWaiting({ tasks, log }, deps),
    readEscalated(new Set(tasks.map(({ id }) => id)), store),
    positionsOf(deps.jobs),
  ]);
  const running = busy.filter(({ state }) => state === "running");
  const queued = busy.filter(({ state }) => state === "queued");
  return {
    atMs: clock.now(),
    waiting,
    escalated,
    running: running.map((task) => toRunning(task, log, people)).sort((a, b) => a.sinceMs - b.sinceMs),
    queued: toQueued(queued, positions, people),
    held: held.map((task) => toBoardTask(task, Date.parse(log.asked[task.id] ?? task.createdAt), people)),
    ended: log.ended.map(({ taskId, state, at }) => ({ taskId, state, atMs: Date.parse(at) })),
  };
}
