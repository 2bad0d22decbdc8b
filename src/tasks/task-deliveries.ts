import type { MessageStatus, OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Task } from "./task.ts";

/** The one changing status on the message that started the task. */
export function statusDelivery(task: Pick<Task, "sourceKey" | "source">, status: MessageStatus): NewDelivery {
  return { id: `${task.sourceKey}.status`, content: { kind: "status", target: task.source, status } };
}

/** A post in the task's thread; `name` makes its id, so that the same step never posts twice. */
export function threadDelivery(task: Task, name: string, message: OutgoingMessage): NewDelivery {
  return {
    id: `${task.sourceKey}.${name}.r${task.round}`,
    taskId: task.id,
    content: { kind: "post", to: task.thread, message },
  };
}
