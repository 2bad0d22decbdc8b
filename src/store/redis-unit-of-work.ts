import { addressOf, threadKey } from "../chat/message-key.ts";
import { isReplaced } from "../outbox/delivery.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { isTerminal } from "../tasks/task.ts";
import type { MessageState } from "../chat/messages.ts";
import { documentOp } from "./redis-documents.ts";
import { labelDocument } from "./redis-labels.ts";
import { DAY_SECONDS, eventDocument } from "./store-context.ts";
import type { StoreContext } from "./store-context.ts";
import type { Changes, DeadLetter, UnitOfWork } from "./store.ts";

/** States in which a message can be forgotten after its retention. */
const SETTLED: ReadonlySet<MessageState> = new Set(["done", "failed"]);

export function deadMember(letter: Omit<DeadLetter, "atMs">): string {
  return `${letter.kind}:${letter.id}`;
}

/** Statuses of one message share a delivery id and replace each other while they wait. */
export function deliveryPlace(delivery: NewDelivery): { lane: string; address: string } {
  const { content } = delivery;
  const where = content.kind === "status" ? content.target : content.to;
  return { lane: threadKey(where), address: addressOf(where) };
}

function taskOps(changes: Changes): object[] {
  const { task, result } = changes;
  const ops: object[] = [];
  if (task !== undefined) {
    ops.push({
      op: "task",
      id: task.id,
      version: task.version,
      doc: JSON.stringify(task),
      created: Date.parse(task.createdAt),
      updated: Date.parse(task.updatedAt),
      open: !isTerminal(task.state),
      thread: threadKey(task.thread),
    });
  }
  if (result !== undefined) {
    ops.push({ op: "result", task: result.taskId, field: result.field, doc: JSON.stringify(result.result) });
  }
  return ops;
}

function inboxOps(changes: Changes, context: StoreContext): object[] {
  const { inbox, question, thread } = changes;
  const ops: object[] = [];
  const ttl = context.retention.inboxDays * DAY_SECONDS;
  if (thread !== undefined) {
    const { threadKey: key, taskId: task } = thread;
    ops.push({ op: "thread", thread: key, task, ttl: context.retention.tasksDays * DAY_SECONDS });
  }
  if (inbox !== undefined) ops.push({ op: "inbox", ...inbox, ttl: SETTLED.has(inbox.state) ? ttl : 0 });
  if (question !== undefined) {
    const { threadKey: thread, value } = question;
    ops.push(value === null ? { op: "answered", thread } : { op: "question", thread, value, ttl });
  }
  return ops;
}

function deadLetterOps(changes: Changes): object[] {
  const { deadLetter } = changes;
  if (deadLetter === undefined) return [];
  return "add" in deadLetter
    ? [{ op: "dead", member: deadMember(deadLetter.add) }]
    : [{ op: "undead", member: deadMember(deadLetter.remove) }];
}

/** What its pace is counted by: a message, a live one (an edit once it is out), or a status. */
const PACED_AS = { post: "m", private: "m", live: "l", status: "s" } as const;

export function deliveryOp(delivery: NewDelivery): object {
  return {
    op: "delivery",
    id: delivery.id,
    ...deliveryPlace(delivery),
    doc: JSON.stringify(delivery.content),
    replace: isReplaced(delivery.content),
    keepsDoubt: delivery.content.kind === "live",
    kind: PACED_AS[delivery.content.kind],
    ...(delivery.isUrgent === true ? { urgent: true } : {}),
  };
}

export function createRedisUnitOfWork(context: StoreContext): UnitOfWork {
  return {
    async commit(changes) {
      const at = context.now();
      const ops = [
        ...taskOps(changes),
        ...inboxOps(changes, context),
        ...(changes.events ?? []).map((event) => ({
          op: "event",
          task: event.taskId,
          doc: eventDocument(event, at),
        })),
        ...(changes.label === undefined ? [] : [{ op: "label", doc: labelDocument(changes.label, at) }]),
        ...(changes.documents ?? []).map(documentOp),
        ...(changes.deliveries ?? []).map(deliveryOp),
        ...deadLetterOps(changes),
      ];
      const answer = await context.script("syCommit", JSON.stringify(ops), at);
      return answer === "committed" ? "committed" : "conflict";
    },
  };
}
