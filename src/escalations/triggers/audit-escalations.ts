import { threadKey } from "../../chat/message-key.ts";
import { readTimer, timerChange } from "../../timers/timer.ts";
import { allNames, forgetName } from "../escalation-numbers.ts";
import { ESCALATION_TIMER, forgetChange, nameOfEscalation, readEscalations } from "../escalation.ts";
import { timerOf } from "../step-escalation.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const DAY_MS = 86_400_000;

/** Every open one has its timer, whatever was lost. */
async function giveTimers({ store, timers, escalations }: TriggerDeps): Promise<void> {
  for (const escalation of await escalations.open()) {
    const timer = timerOf(escalation);
    if (timer === undefined || (await readTimer(ESCALATION_TIMER, escalation.id, store)) !== undefined)
      continue;
    await store.commit({ documents: [timerChange(timer)] });
    await timers.arm(timer);
  }
}

/** A name whose escalation is gone: somebody has to hear that a matter was lost. */
async function tellOfLost({ store, places }: TriggerDeps): Promise<void> {
  const known = new Set((await readEscalations(store)).map(({ escalation }) => escalation.id));
  for (const [name, id] of await allNames(store)) {
    if (known.has(id)) continue;
    const text = `**${name}** is gone from the store without being settled: look after what it was about (\`${id}\`).`;
    await store.commit({
      documents: [{ ...forgetName(name), expected: id }],
      events: [{ type: "escalation.lost", data: { id, name } }],
      deliveries: places.for("alerts").map((to) => ({
        id: `escalation.lost.${id}.${threadKey(to)}`,
        isUrgent: true,
        content: { kind: "post", to, message: { text } },
      })),
    });
  }
}

async function forgetOld({ store, clock, keepDays }: TriggerDeps): Promise<void> {
  const beforeMs = clock.now() - keepDays * DAY_MS;
  for (const found of await readEscalations(store)) {
    const { settled } = found.escalation;
    if (settled === undefined || Date.parse(settled.at) >= beforeMs) continue;
    await store.commit({
      documents: [forgetChange(found), forgetName(nameOfEscalation(found.escalation))],
    });
  }
}

/** Looks whether what is stored of escalations holds together, and puts right what does not. */
export async function auditEscalations(deps: TriggerDeps): Promise<void> {
  await giveTimers(deps);
  await tellOfLost(deps);
  await forgetOld(deps);
}
