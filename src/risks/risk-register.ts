import type { RiskRules } from "../orchestration/rules/risk-rules.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { BotError } from "../errors.ts";
import { Risk } from "./risk.ts";
import type { NewRisk } from "./parse-new-risk.ts";

const KIND = "risk";
const TRIES = 20;
const LEVELS = ["high", "medium", "low"];

function change(risk: Risk, before: string | null): DocumentChange {
  return { kind: KIND, id: risk.id, value: JSON.stringify(risk), expected: before };
}

function numberOf({ id }: Pick<Risk, "id">): number {
  return Number(/\d+/u.exec(id)?.[0] ?? 0);
}

/** Open before closed, the worst first. */
function rank(risk: Risk): number {
  return Number(risk.closed !== undefined) * LEVELS.length + LEVELS.indexOf(risk.level);
}

function dayIn(nowMs: number, minutes: number): string {
  return new Date(nowMs + minutes * 60_000).toISOString().slice(0, 10);
}

/** All risks ever opened: open ones first, then by level, then in the order in which they were opened. */
export async function readRisks({ documents }: Pick<Store, "documents">): Promise<Risk[]> {
  const stored = await documents.list(KIND);
  const risks = [...stored].map(([id, json]) => parseStored(Risk, json, `docs:${KIND} ${id}`));
  return risks.sort((a, b) => rank(a) - rank(b) || numberOf(a) - numberOf(b));
}

/** Opens the risks that a project starts with, each once: one that was closed stays closed. */
export async function openSeedRisks(
  seeds: Readonly<RiskRules["risks"]>,
  store: Pick<Store, "commit" | "documents">,
  nowMs: number,
): Promise<void> {
  const known = await store.documents.list(KIND);
  for (const { due, ...seed } of seeds) {
    if (known.has(seed.id)) continue;
    const day = due === undefined ? {} : { due: dayIn(nowMs, minutesOf(due)) };
    const risk: Risk = { ...seed, ...day, openedAt: new Date(nowMs).toISOString() };
    await store.commit({
      documents: [change(risk, null)],
      events: [{ type: "risk.opened", data: { risk: risk.id, level: risk.level } }],
    });
  }
}

/** Opens a risk; the same message again gives the risk that it opened the first time. */
export async function addRisk(
  added: NewRisk,
  { store, nowMs, source }: { store: Pick<Store, "commit" | "documents">; nowMs: number; source: string },
): Promise<Risk> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const risks = await readRisks(store);
    const earlier = risks.find((risk) => risk.source === source);
    if (earlier !== undefined) return earlier;
    const id = `R${Math.max(0, ...risks.map(numberOf)) + 1}`;
    const risk: Risk = { ...added, id, openedAt: new Date(nowMs).toISOString(), source };
    const answer = await store.commit({
      documents: [change(risk, null)],
      events: [{ type: "risk.opened", data: { risk: id, level: risk.level } }],
    });
    if (answer === "committed") return risk;
  }
  throw new BotError("risks.busy", "The register of risks changed too often to be written.", {
    retryable: true,
  });
}

/** Closes a risk with a reason; closing it again leaves the first reason. Undefined when there is no such risk. */
export async function closeRisk(
  id: string,
  how: { readonly by: string; readonly reason: string },
  { store, nowMs }: { readonly store: Pick<Store, "commit" | "documents">; readonly nowMs: number },
): Promise<{ readonly risk: Risk; readonly outcome: "closed" | "was_closed" } | undefined> {
  const before = await store.documents.get(KIND, id);
  if (before === undefined) return undefined;
  const risk = parseStored(Risk, before, `docs:${KIND} ${id}`);
  if (risk.closed !== undefined) return { risk, outcome: "was_closed" };
  const closed: Risk = { ...risk, closed: { at: new Date(nowMs).toISOString(), ...how } };
  const answer = await store.commit({
    documents: [change(closed, before)],
    events: [{ type: "risk.closed", data: { risk: id } }],
  });
  // Somebody else wrote it in between, and closing is all that is ever written.
  return answer === "committed" ? { risk: closed, outcome: "closed" } : closeRisk(id, how, { store, nowMs });
}
