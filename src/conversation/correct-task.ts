import { threadKey } from "../chat/message-key.ts";
import type { Route } from "../router/route.ts";
import type { Changes } from "../store/store.ts";
import { assignmentJob, assignmentsOf, enqueueAssignments } from "../tasks/assignment-job.ts";
import { statusDelivery, threadDelivery } from "../tasks/task-deliveries.ts";
import type { PlannedTask } from "../orchestration/planned-task.ts";
import type { Task } from "../tasks/task.ts";
import { teamFacts } from "../tasks/team-facts.ts";
import { updateTask } from "../tasks/update-task.ts";
import { answer, doneStatus, threadOf, toDelivery } from "./answer.ts";
import { confirmationOf } from "./confirm-route.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { leaderOf } from "./leader-of.ts";
import { queueStanding } from "./queue-standing.ts";
import { renderAcknowledgement } from "./render-acknowledgement.ts";
import { labelChanges } from "./route-label-of.ts";

export interface CorrectionRequest {
  readonly turn: Turn;
  /** As it was when the person spoke. */
  readonly task: Task;
  /** The id of an agent that exists. */
  readonly agent: string;
}

/** Whoever asked for a task may give it to another agent; for others' tasks it takes the permission `command`. */
export function mayCorrect(
  { incoming }: Pick<Turn, "incoming">,
  task: Task,
  deps: ConversationDeps,
): boolean {
  const { platform, from } = incoming;
  if (task.source.platform === platform && task.requester.id === from.id) return true;
  return deps.permissions.may({ platform, userId: from.id }, "command");
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
  const next = await updateTask(
    deps.store,
    task.id,
    (current) => {
      isCorrected = leaderOf(current) !== agent && current.round === task.round;
      if (!isCorrected) return undefined;
      const reassigned = nextRound({ ...current, settings }, planned, route);
      const text = renderAcknowledgement(reassigned, route, standing);
      const { ahead } = standing;
      return { task: reassigned, ...toChanges({ turn, before: current, after: reassigned, text, ahead }) };
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
  await dropJobs(task, deps);
  await enqueueAssignments(next, deps.jobs);
}

function nextRound(task: Task, planned: PlannedTask, route: Route): Task {
  const { error: _settled, ...rest } = task;
  return { ...rest, ...planned, state: "queued", route: { ...route, text: "" }, round: task.round + 1 };
}

interface Corrected {
  readonly turn: Turn;
  readonly before: Task;
  readonly after: Task;
  readonly text: string;
  readonly ahead: number;
}

function toChanges({ turn, before, after, text, ahead }: Corrected): Omit<Changes, "task"> {
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
      threadDelivery(after, "ack", { text }),
      statusDelivery(after, { state: "queued", position: ahead }),
      ...(told ? [toDelivery(turn, { text: `**${before.id}** goes to **${to}**.` })] : []),
      ...doneStatus(turn),
    ],
    ...(before.state === "dead" ? { deadLetter: { remove: { kind: "task", id: before.id } } } : {}),
  };
}

/** Waiting jobs of the old round would do nothing; one that runs already ends by itself and is not recorded. */
async function dropJobs(task: Task, { jobs }: ConversationDeps): Promise<void> {
  for (const assignment of assignmentsOf(task)) {
    const { name, id } = assignmentJob(task, assignment);
    try {
      if ((await jobs.standing(name, id)) === "waiting") await jobs.remove(name, id);
    } catch {
      // It has just been started, or Redis is away: its round is over all the same.
    }
  }
}
