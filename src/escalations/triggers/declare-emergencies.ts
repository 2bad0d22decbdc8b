import type { TriggerDeps } from "./trigger-deps.ts";
import { BY_ITSELF } from "../escalations.ts";

/** A critical incident is an emergency, whoever raised it. */
export async function declareEmergencies({
  store,
  escalations,
  emergencies,
}: Pick<TriggerDeps, "store" | "escalations" | "emergencies">): Promise<void> {
  for (const escalation of await escalations.open()) {
    const { id, type, severity, taskId, problem, raisedBy = BY_ITSELF } = escalation;
    if (type !== "incident" || severity !== "critical") continue;
    const task = taskId === undefined ? undefined : await store.tasks.get(taskId);
    const thread = task?.thread ?? escalation.thread;
    if (thread === undefined) continue;
    const of = { problem, by: raisedBy, thread, key: id, escalationId: id };
    await emergencies.declare({ ...of, ...(taskId === undefined ? {} : { taskId }) });
  }
}
