import type { MessageState, MessageStatus, OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { withdrawalChanges } from "../effects/withdraw-effects.ts";
import type { Changes, Store } from "../store/store.ts";
import { statusDelivery, threadDelivery } from "../tasks/task-deliveries.ts";
import type { AgentResult, Task } from "../tasks/task.ts";
import type { PlanStep } from "./apply-plan-event.ts";
import { feedbackChoice } from "./feedback-choice.ts";
import { findingChanges } from "./finding-changes.ts";
import { limitChanges } from "./limit-changes.ts";
import { loggedEvents } from "./logged-events.ts";
import type { Advance, EndState, PlanEffect } from "./plan-event.ts";
import { renderEnd } from "./render-end.ts";
import type { EndedTask } from "./render-end.ts";
import { renderNote } from "./render-note.ts";
import { filesOfEnd } from "./result-files.ts";
import { stageOf } from "./stage-state.ts";

export interface DecidedStep {
  readonly step: PlanStep;
  readonly before: Task;
  readonly advance: Advance;
  readonly nowMs: number;
}

/** Results are read only where people are shown them. */
async function resultsFor(
  { step, before, advance }: DecidedStep,
  store: Store,
): Promise<ReadonlyMap<string, AgentResult>> {
  const { result } = step;
  const isShown = advance.effects.some(
    (effect) =>
      (effect.type === "task.ended" && (effect.state === "done" || effect.state === "cancelled")) ||
      (effect.type === "post" && effect.note.kind === "stage_done"),
  );
  const assignments = advance.task.plan.stages.flatMap((stage) => stage.assignments);
  if (!isShown || (result !== undefined && assignments.length === 1)) {
    return new Map(result === undefined ? [] : [[result.field, result.value]]);
  }
  const stored = new Map(await store.tasks.results(before.id));
  return result === undefined ? stored : stored.set(result.field, result.value);
}

const ENDS: Readonly<Record<EndState, { readonly status: MessageStatus; readonly inbox: MessageState }>> = {
  done: { status: { state: "done" }, inbox: "done" },
  cancelled: { status: { state: "done", note: "cancelled" }, inbox: "done" },
  failed: { status: { state: "failed" }, inbox: "failed" },
  dead: { status: { state: "dead" }, inbox: "dead" },
};

function endChanges(task: Task, state: EndState, final: OutgoingMessage): Omit<Changes, "task"> {
  const { status, inbox } = ENDS[state];
  const note = task.error === undefined ? status : { ...status, note: task.error.ref };
  const message = state === "done" ? { ...final, choices: feedbackChoice(task) } : final;
  return {
    deliveries: [threadDelivery(task, "final", message), statusDelivery(task, note)],
    inbox: { key: task.sourceKey, state: inbox },
    ...(state === "dead" ? { deadLetter: { add: { kind: "task", id: task.id } } } : {}),
  };
}

/** The one final reply of a round, with what is too long for a chat. */
function finalMessage(ended: EndedTask): OutgoingMessage {
  const files = ended.state === "done" ? filesOfEnd(ended.task, ended.results) : [];
  return { text: renderEnd(ended), ...(files.length === 0 ? {} : { files }) };
}

/** Ids follow from task, stage and round, so that nothing is told twice. */
function noteDelivery(
  task: Task,
  effect: PlanEffect,
  results: ReadonlyMap<string, AgentResult>,
): NewDelivery[] {
  if (effect.type === "escalate") {
    const round = stageOf(task, effect.stage)?.round ?? 1;
    const text = `**${task.id} needs somebody above** (${effect.trigger}): ${effect.problem}`;
    return [threadDelivery(task, `escalated.${effect.stage}.${round}`, { text })];
  }
  if (effect.type !== "post") return [];
  const { note } = effect;
  const stage = stageOf(task, note.stage);
  if (stage === undefined) return [];
  // Work that failed is in its next round already, and its card must not take the place of the next one.
  const round = note.kind === "report_card" ? note.round : stage.round;
  return [threadDelivery(task, `${note.kind}.${stage.id}.${round}`, renderNote(task, note, results))];
}

function statusChanges({ step, before, advance }: DecidedStep): Omit<Changes, "task"> {
  const { event } = step;
  const { task } = advance;
  if (event.type === "assignment.started") {
    const agent = task.plan.stages
      .flatMap((stage) => stage.assignments)
      .find(({ id }) => id === event.assignment)?.agent;
    return {
      inbox: { key: task.sourceKey, state: "running" },
      ...(before.state === "queued"
        ? {
            deliveries: [
              statusDelivery(task, { state: "running", ...(agent === undefined ? {} : { note: agent }) }),
            ],
          }
        : {}),
    };
  }
  const isRevived = task.state === "queued" && task.round > before.round;
  if (!isRevived) return {};
  return {
    inbox: { key: task.sourceKey, state: "queued" },
    deliveries: [statusDelivery(task, { state: "queued" })],
    deadLetter: { remove: { kind: "task", id: task.id } },
  };
}

/** Everything that is written with one step of a plan: what people see, the log, where the message stands. */
export async function changesOf(decided: DecidedStep, store: Store): Promise<Omit<Changes, "task">> {
  const { step, advance } = decided;
  const { task, effects } = advance;
  const results = await resultsFor(decided, store);
  const found = await findingChanges(decided, store);
  const ended = effects.find((effect) => effect.type === "task.ended");
  const withdrawn = ended?.state === "cancelled" ? await withdrawalChanges(task, store) : undefined;
  const end =
    ended === undefined
      ? statusChanges(decided)
      : endChanges(task, ended.state, finalMessage({ task, state: ended.state, event: step.event, results }));
  return {
    ...end,
    ...(step.result === undefined
      ? {}
      : { result: { taskId: task.id, field: step.result.field, result: step.result.value } }),
    documents: [
      ...limitChanges(advance, decided.nowMs),
      ...(found.documents ?? []),
      ...(withdrawn?.documents ?? []),
    ],
    events: [...loggedEvents(decided), ...(found.events ?? []), ...(withdrawn?.events ?? [])],
    deliveries: [
      ...(withdrawn?.deliveries ?? []),
      ...effects.flatMap((effect) => noteDelivery(task, effect, results)),
      ...(end.deliveries ?? []),
    ],
  };
}
