import { threadKey } from "../chat/message-key.ts";
import type { Route } from "../router/route.ts";
import type { Changes } from "../store/store.ts";
import { statusDelivery, threadDelivery } from "../tasks/task-deliveries.ts";
import type { PlannedTask } from "../orchestration/planned-task.ts";
import type { Task } from "../tasks/task.ts";
import { teamFacts } from "../tasks/team-facts.ts";
import { updateTask } from "../tasks/update-task.ts";
import { carryOut } from "../workflow/carry-out.ts";
import type { PlanEffect } from "../workflow/plan-event.ts";
import { cancelJobs, jobsOf, settlePlan } from "../workflow/settle-plan.ts";
import { enqueueTask } from "../workflow/stage-flow.ts";
import { answer, doneStatus, threadOf, toDelivery } from "./answer.ts";
import { confirmationOf } from "./confirm-route.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { leaderOf } from "./leader-of.ts";
import { acknowledge, queuedStatus } from "./open-task.ts";
import { queueStanding } from "./queue-standing.ts";
import type { QueueStanding } from "./queue-standing.ts";
import { labelChanges } from "./route-label-of.ts";

export interface CorrectionRequest {
  readonly turn: Turn;
  /** As it was when the person spoke. */
  readonly task: Task;
  /** The id of an agent that exists. */
  readonly agent: string;
}

/**
 * Gives a task to another agent in the same thread, running, ended or failed: a new round with a plan of its own. What
 * the old agent still does is dropped, what it has delivered stays with the task, and the router learns who was right.
 */
export async function correctTask(request: CorrectionRequest, deps: ConversationDeps): Promise<void> {
  const { turn, task, agent } = request;
  const guessed = await deps.router.route(task.text, { chosen: agent });
  const route: Route = {
    ...guessed,
    frontDoor: "work",
    primary: agent,
    band: "route",
    decidedBy: "correction",
  };
  // The kind of task that a person set says who leads, and so does the correction, which is newer.
  const { requestType: _former, ...settings } = task.settings ?? {};
  const planned = await deps.plan({ text: task.text, route, settings });
  const standing = await queueStanding({ ...task, ...planned, round: task.round + 1 }, deps);
  let isCorrected = false;
  let effects: readonly PlanEffect[] = [];
  const next = await updateTask(
    deps.store,
    task.id,
    (current) => {
      isCorrected = leaderOf(current) !== agent && current.round === task.round;
      if (!isCorrected) return undefined;
      const jobs = current.plan.stages.flatMap((stage) => jobsOf(current, stage));
      effects = cancelJobs(current, jobs);
      const advance = settlePlan(nextRound({ ...current, settings }, planned, route));
      return {
        task: advance.task,
        ...toChanges({ turn, before: current, after: advance.task, route, standing }),
      };
    },
    { known: task, nowMs: deps.clock.now() },
  );
  if (!isCorrected || next === undefined) {
    const leader = next === undefined ? undefined : leaderOf(next);
    const text =
      leader === undefined
        ? `I know no task ${task.id} any more.`
        : `**${task.id}** is with **${leader}** already.`;
    // Whoever wants the agent that has the task says that it is the right one.
    const agrees = next !== undefined && leader === agent;
    await answer(turn, { text }, deps.store, agrees ? confirmationOf(turn, next) : {});
    return;
  }
  await carryOut(next, effects, deps.jobs);
  await enqueueTask(next, deps.jobs);
}

function nextRound(task: Task, planned: PlannedTask, route: Route): Task {
  const { error: _settled, ...rest } = task;
  return { ...rest, ...planned, state: "queued", route: { ...route, text: "" }, round: task.round + 1 };
}

interface Corrected {
  readonly turn: Turn;
  readonly before: Task;
  readonly after: Task;
  readonly route: Route;
  readonly standing: QueueStanding;
}

function toChanges({ turn, before, after, route, standing }: Corrected): Omit<Changes, "task"> {
  const from = leaderOf(before) ?? null;
  const to = leaderOf(after) ?? "";
  const { label, events } = labelChanges({
    kind: "corrected",
    turn,
    taskId: before.id,
    text: before.text,
    route: before.route,
    chosen: from,
    right: to,
  });
  const isElsewhere = threadKey(threadOf(turn.incoming)) !== threadKey(before.thread);
  const told = isElsewhere || turn.incoming.kind === "command";
  return {
    inbox: { key: turn.key, state: "done" },
    label,
    events: [
      {
        type: "task.reassigned",
        taskId: before.id,
        messageKey: turn.key,
        data: { from, to, round: after.round, ...teamFacts(after) },
      },
      ...events,
    ],
    deliveries: [
      threadDelivery(after, "ack", acknowledge(after, route, standing)),
      statusDelivery(after, queuedStatus(after, standing)),
      ...(told ? [toDelivery(turn, { text: `**${before.id}** goes to **${to}**.` })] : []),
      ...doneStatus(turn),
    ],
    ...(before.state === "dead" ? { deadLetter: { remove: { kind: "task", id: before.id } } } : {}),
  };
}
