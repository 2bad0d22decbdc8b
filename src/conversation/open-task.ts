import { attachmentsChange } from "../attachments/attachment.ts";
import type { Incoming, MessageStatus, OutgoingMessage } from "../chat/messages.ts";
import type { Route } from "../router/route.ts";
import type { Changes } from "../store/store.ts";
import type { PersonSettings } from "../tasks/analysis.ts";
import { statusDelivery, threadDelivery } from "../tasks/task-deliveries.ts";
import type { Plan, Task } from "../tasks/task.ts";
import { teamFacts } from "../tasks/team-facts.ts";
import { settlePlan } from "../workflow/settle-plan.ts";
import { enqueueTask } from "../workflow/stage-flow.ts";
import { doneStatus } from "./answer.ts";
import { placeOf } from "./begin-thread.ts";
import type { TaskPlace } from "./begin-thread.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { refuseIfShut } from "./refuse-if-shut.ts";
import { queueStanding, type QueueStanding } from "./queue-standing.ts";
import { planChoice } from "./plan-choice.ts";
import { renderAcknowledgement } from "./render-acknowledgement.ts";
import { labelChanges } from "./route-label-of.ts";
import { taskChoices } from "./task-choices.ts";

export interface OpenTaskRequest {
  readonly turn: Turn;
  readonly text: string;
  /** The person's message that the work is about; it shows the status. */
  readonly source: Incoming;
  /** The key of `source`, when that is not the message in hand but an earlier one that a choice was about. */
  readonly sourceKey?: string;
  readonly route: Route;
  /** What is settled about the task from the beginning, whatever rules and model say. */
  readonly settings?: PersonSettings;
  /** What else belongs into the same write. */
  readonly also?: Pick<Changes, "events" | "question" | "documents">;
}

/** Longer texts are cut in the task's title only; the text is kept whole. */
async function newTask(
  { id, place }: { readonly id: string; readonly place: TaskPlace },
  request: OpenTaskRequest,
  deps: ConversationDeps,
): Promise<Task> {
  const { turn, source, route, text, settings } = request;
  const planned = await deps.plan({ text, route, settings });
  const plan = planFor(planned.plan, source);
  const at = new Date(deps.clock.now()).toISOString();
  const task: Task = {
    id,
    version: 1,
    state: "queued",
    ...planned,
    plan,
    text,
    ...(settings === undefined ? {} : { settings }),
    requester: source.from,
    thread: place.thread,
    source: place.source,
    sourceKey: request.sourceKey ?? turn.key,
    // The text is in the task once already; a pasted log of 100 kB need not be in it twice.
    route: { ...route, text: "" },
    round: 1,
    createdAt: at,
    updatedAt: at,
  };
  return settlePlan(task).task;
}

/** Where nobody is there to press Start, a plan starts at once and says so. */
function planFor(plan: Plan, source: Incoming): Plan {
  const isUnattended = source.kind === "message" && source.isUnattended === true;
  return isUnattended ? { ...plan, isUnattended, state: "started" } : plan;
}

/** Who names an agent, or picks one when asked, says who is right for the request. */
function labelOf(task: Task, { turn, text, route }: OpenTaskRequest) {
  const { primary, decidedBy, alternatives } = route;
  if (primary === null || (decidedBy !== "choice" && decidedBy !== "override")) return undefined;
  const chosen = alternatives[0]?.agent ?? null;
  return labelChanges({ kind: "chosen", turn, taskId: task.id, text, route, chosen, right: primary });
}

/** A plan that is only proposed asks for a Start; with every other one it is at hand what may be done about it. */
export function acknowledge(task: Task, route: Route, standing: QueueStanding): OutgoingMessage {
  const text = renderAcknowledgement(task, route, standing);
  if (task.plan.state === "proposed") return { text, choices: planChoice(task) };
  return { text, choices: taskChoices(task) };
}

/** Where a new task stands for its asker. */
export function queuedStatus(task: Task, { ahead }: QueueStanding): MessageStatus {
  return task.plan.state === "proposed"
    ? { state: "queued", note: "waits for Start" }
    : { state: "queued", position: ahead };
}

/** What became of a request; `refused`: nothing could be answered there, and its asker knows. */
export type OpenTaskOutcome = "opened" | "exists" | "refused";

/**
 * Stores the task, its acknowledgement and its status in one write, and only then adds the jobs. A message leads to
 * one task, whoever asks: `exists` when it has one already, and then nothing but missing jobs is added.
 */
export async function openTask(request: OpenTaskRequest, deps: ConversationDeps): Promise<OpenTaskOutcome> {
  const { turn, sourceKey = turn.key } = request;
  const id = await deps.store.inbox.reserveTaskId(sourceKey);
  const known = await deps.store.tasks.get(id);
  if (known !== undefined) {
    await enqueueTask(known, deps.jobs);
    return "exists";
  }
  return (await refuseIfShut(turn, request, deps)) ? "refused" : storeTask(id, request, deps);
}

async function storeTask(
  id: string,
  request: OpenTaskRequest,
  deps: ConversationDeps,
): Promise<OpenTaskOutcome> {
  const { turn, sourceKey = turn.key } = request;
  const isSource = sourceKey === turn.key;
  const place = placeOf(request.source, { key: sourceKey, text: request.text });
  const task = await newTask({ id, place }, request, deps);
  const standing = await queueStanding(task, deps);
  const labelled = labelOf(task, request);
  const attached = (await deps.attachments?.(request.source)) ?? [];
  const answer = await deps.store.commit({
    ...request.also,
    ...(labelled === undefined ? {} : { label: labelled.label }),
    task,
    documents: [
      ...(request.also?.documents ?? []),
      ...(attached.length === 0 ? [] : [attachmentsChange(id, attached)]),
    ],
    inbox: { key: turn.key, state: isSource ? "queued" : "done" },
    events: [
      ...(request.also?.events ?? []),
      {
        type: "task.created",
        taskId: id,
        messageKey: turn.key,
        data: {
          primary: request.route.primary,
          decidedBy: request.route.decidedBy,
          priority: task.priority.score,
          pattern: task.plan.pattern,
          isProposed: task.plan.state === "proposed",
          ...teamFacts(task),
        },
      },
      ...(labelled?.events ?? []),
    ],
    deliveries: [
      ...place.deliveries.map((each) => ({ ...each, taskId: id })),
      threadDelivery(task, "ack", acknowledge(task, request.route, standing)),
      statusDelivery(task, queuedStatus(task, standing)),
      ...(isSource ? [] : doneStatus(turn)),
    ],
  });
  const stored = answer === "committed" ? task : await deps.store.tasks.get(id);
  if (stored !== undefined) await enqueueTask(stored, deps.jobs);
  return answer === "committed" ? "opened" : "exists";
}
