import { z } from "zod";
import { BY_ITSELF } from "../escalations.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const KIND = "queue-alarms";
const PREFIX = "queue/";
const Alarm = z.looseObject({ sinceMs: z.number(), isTold: z.boolean() });

/** Queues that people were told about and still nobody serves; settled once somebody does. */
export async function askAboutQueues({ store, escalations, clock }: TriggerDeps): Promise<void> {
  const alarms = new Map<string, number>();
  for (const [queue, stored] of await store.documents.list(KIND)) {
    const alarm = Alarm.safeParse(JSON.parse(stored)).data;
    if (alarm?.isTold === true) alarms.set(`${PREFIX}${queue}`, alarm.sinceMs);
  }
  for (const { id, matter } of await escalations.open())
    if (matter.startsWith(PREFIX) && !alarms.has(matter))
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: "the queue is served again" });
  for (const [matter, sinceMs] of alarms)
    await escalations.raise({
      key: `${matter}.${sinceMs}`,
      matter,
      type: "missing_resource",
      target: "operator",
      problem: `No worker serves the queue \`${matter.slice(PREFIX.length)}\``,
      attempts: [],
      needs: ["start one with `switchyard worker`"],
      openForMs: clock.now() - sinceMs,
      severity: "high",
    });
}
