import type { Timer } from "../timers/timer.ts";
import type { Escalation } from "./escalation.ts";

/** The kind of the timers that look whether a page has reached anybody. */
export const ARRIVAL_TIMER = "escalation.arrival";

/** A page that is not out by then counts as one that reached nobody, so that others hear within a minute. */
const ARRIVES_WITHIN_MS = 45_000;
/** Looks later whether one of these direct messages has gone out; undefined where nobody was told in one. */
export function arrivalTimer(
  { id, step }: Pick<Escalation, "id" | "step">,
  cards: readonly string[],
  nowMs: number,
): Timer | undefined {
  if (cards.length === 0) return undefined;
  const data = { escalation: id, looks: 0, cards: JSON.stringify(cards) };
  return { kind: ARRIVAL_TIMER, id: `${id}/${step}`, dueMs: nowMs + ARRIVES_WITHIN_MS, data };
}
