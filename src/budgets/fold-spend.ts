import { z } from "zod";
import type { LoggedEvent } from "../events/event.ts";
import { foldEvents } from "../events/fold-events.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { dayOf } from "./day-of.ts";
import { payersOf } from "./payers.ts";
import type { PayerNames } from "./payers.ts";
import {
  addSpend,
  NO_SPEND,
  payerKey,
  readSpendDay,
  readSpendDays,
  spendChange,
  spendRemoval,
} from "./spend.ts";
import type { Spend, SpendDay, StoredDay } from "./spend.ts";

export interface FoldDeps extends PayerNames {
  readonly store: Pick<Store, "commit" | "documents" | "events" | "tasks">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** IANA name, for where a day begins. */
  readonly timeZone: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Days that are kept, for people who ask about yesterday. */
const KEPT_DAYS = 14;

const ModelUsed = z.object({
  agent: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cost: z.number().optional(),
  isEstimated: z.boolean().optional(),
});
/** An effect that costs something; those that cost nothing do not say so. */
const EffectDone = z.object({ agent: z.string(), cost: z.number() });
const GpuUsed = z.object({ agent: z.string(), durationMs: z.number() });

interface Used {
  readonly agent: string;
  readonly spend: Spend;
}

/** What an event says was used; undefined for all other events. */
function usedIn({ type, data }: LoggedEvent): Used | undefined {
  if (type === "gpu.used") {
    const gpu = GpuUsed.safeParse(data).data;
    if (gpu === undefined) return undefined;
    return { agent: gpu.agent, spend: { ...NO_SPEND, gpuMinutes: gpu.durationMs / MINUTE_MS } };
  }
  if (type === "effect.done") {
    const effect = EffectDone.safeParse(data).data;
    if (effect === undefined) return undefined;
    return { agent: effect.agent, spend: { ...NO_SPEND, money: effect.cost } };
  }
  const used = type === "model.used" ? ModelUsed.safeParse(data).data : undefined;
  if (used === undefined) return undefined;
  const tokens = used.inputTokens + used.outputTokens;
  const estimatedTokens = used.isEstimated === true ? tokens : 0;
  return { agent: used.agent, spend: { ...NO_SPEND, tokens, estimatedTokens, money: used.cost ?? 0 } };
}

function charge(spend: SpendDay, task: Task | undefined, used: Used, names: PayerNames): SpendDay {
  const charged = payersOf(task, used.agent, names).map((payer) => {
    const key = payerKey(payer);
    return [key, addSpend(spend[key] ?? NO_SPEND, used.spend)] as const;
  });
  return { ...spend, ...Object.fromEntries(charged) };
}

async function foldPage(page: readonly LoggedEvent[], deps: FoldDeps): Promise<DocumentChange[]> {
  const { store, now, timeZone } = deps;
  const oldest = dayOf(now() - KEPT_DAYS * DAY_MS, timeZone);
  const days = new Map<string, StoredDay>();
  const tasks = new Map<string, Task | undefined>();
  for (const event of page) {
    const used = usedIn(event);
    const day = dayOf(Date.parse(event.at), timeZone);
    if (used === undefined || day < oldest) continue;
    const id = event.taskId ?? "";
    if (!tasks.has(id)) tasks.set(id, await store.tasks.get(id));
    const before = days.get(day) ?? (await readSpendDay(day, store));
    days.set(day, { ...before, spend: charge(before.spend, tasks.get(id), used, deps) });
  }
  if (days.size === 0) return [];
  const old = (await readSpendDays(store)).filter((day) => day < oldest);
  return [
    ...[...days].map(([day, { spend, stored }]) => spendChange(day, spend, stored)),
    ...old.map(spendRemoval),
  ];
}

/** Charges what the event log says was used and the documents do not have yet. An event counts once. */
export async function foldSpend(deps: FoldDeps): Promise<void> {
  await foldEvents("spend", deps.store, async (page) => foldPage(page, deps));
}
