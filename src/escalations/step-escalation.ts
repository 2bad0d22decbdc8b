import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import type { Changes, DocumentChange, Store } from "../store/store.ts";
import { noTimerChange, readTimer, takeTimer, timerChange } from "../timers/timer.ts";
import type { Timer } from "../timers/timer.ts";
import type { Timers } from "../timers/timers.ts";
import { arrivalTimer } from "./arrival-timer.ts";
import { advanceEscalation } from "./advance-escalation.ts";
import { dueMsOf, ESCALATION_TIMER, escalationChange, readStoredEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";
import { nextNumber } from "./escalation-numbers.ts";
import type { Acted } from "./escalations.ts";
import type { LadderEvent } from "./ladder-event.ts";
import { openLadder } from "./open-ladder.ts";
import type { LadderDeps } from "./open-ladder.ts";
import { sayStep } from "./say-escalation.ts";
import type { SayDeps } from "./say-escalation.ts";

export interface EscalationDeps extends LadderDeps, Omit<SayDeps, "store" | "config"> {
  readonly store: Store;
  readonly timers: Timers;
  readonly clock: Pick<Clock, "now">;
}

const TRIES = 30;
/** A page that is later than this was held up by more than a restart. */
const LATE_MS = 5 * 60_000;

/** The timer that belongs to an escalation as it stands. */
export function timerOf(escalation: Escalation): Timer | undefined {
  const dueMs = dueMsOf(escalation);
  return dueMs === undefined ? undefined : { kind: ESCALATION_TIMER, id: escalation.id, dueMs };
}

/** The write for its timer; with the timer that rang, nobody else may have fired it. */
export function timerWrite(escalation: Escalation, rang: Timer | undefined): DocumentChange {
  const timer = timerOf(escalation);
  if (rang !== undefined) return takeTimer(rang, timer);
  return timer === undefined ? noTimerChange(ESCALATION_TIMER, escalation.id) : timerChange(timer);
}

async function numbered(escalation: Escalation, deps: EscalationDeps) {
  if (escalation.no !== undefined) return { escalation, changes: [] };
  const { no, changes } = await nextNumber(escalation.id, deps.store);
  return { escalation: { ...escalation, no }, changes };
}

export interface StepRequest {
  readonly id: string;
  readonly event: LadderEvent;
  /** The timer that brought it about. */
  readonly rang?: Timer;
  /** Another timer that brought it about, and the write that takes it. */
  readonly taken?: { readonly timer: Timer; readonly change: DocumentChange };
  /** Written with it. */
  readonly also?: Pick<Changes, "events" | "documents">;
}

const running = new WeakMap<Store, Promise<unknown>>();

/** What one process does, it does in turn: pages to one place share a document, and racing for it costs many tries. */
async function inTurn<T>(store: Store, run: () => Promise<T>): Promise<T> {
  const turn = (running.get(store) ?? Promise.resolve()).then(run);
  running.set(
    store,
    turn.catch(() => undefined),
  );
  return turn;
}

/**
 * Lets an event happen to an escalation: document, timer, what people see and the log in one write, so that of
 * several processes one does it. When somebody else writes in between it starts over.
 */
export async function stepEscalation(request: StepRequest, deps: EscalationDeps): Promise<Acted> {
  return inTurn(deps.store, async () => takeStep(request, deps));
}

/** Remembers what whoever does something about it is called. */
function withNameOf(event: LadderEvent, escalation: Escalation): Escalation {
  if (!("by" in event) || event.byName === undefined) return escalation;
  return { ...escalation, names: { ...escalation.names, [event.by]: event.byName } };
}

async function takeStep(request: StepRequest, deps: EscalationDeps): Promise<Acted> {
  const { store } = deps;
  const { id, event, rang, taken } = request;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await readStoredEscalation(id, store);
    if (found === undefined) return { kind: "unknown" };
    const { escalation, changes } = await numbered(withNameOf(event, found.escalation), deps);
    const ladder = await openLadder(escalation, deps, event.nowMs);
    const step = advanceEscalation(escalation, event, ladder);
    if (step.refused !== undefined) {
      // Whoever asks again may do so because somebody died between the write and the alarm.
      if (rang === undefined) await armThem([timerOf(found.escalation)], deps);
      return { kind: "refused", escalation: found.escalation, why: step.refused };
    }
    const dueMs = dueMsOf(found.escalation);
    const isLate = event.type === "due" && dueMs !== undefined && event.nowMs - dueMs > LATE_MS;
    const said = await sayStep({ ...step, ladder, nowMs: event.nowMs, isLate }, deps);
    const arrival = arrivalTimer(said.next, said.called, event.nowMs);
    const written = await store.commit({
      documents: [
        escalationChange(said.next, found.stored),
        timerWrite(said.next, rang),
        ...(arrival === undefined ? [] : [timerChange(arrival)]),
        ...(taken === undefined ? [] : [taken.change]),
        ...changes,
        ...said.documents,
        ...(request.also?.documents ?? []),
      ],
      events: [...said.events, ...(request.also?.events ?? [])],
      deliveries: said.deliveries,
    });
    if (written === "committed") {
      await armThem([timerOf(said.next), arrival], deps);
      return { kind: "done", escalation: said.next };
    }
    // The timer that rang was somebody else's by now, and so is what it brought about.
    const cause = rang ?? taken?.timer;
    if (cause !== undefined && !(await isStill(cause, store))) return { kind: "unknown" };
  }
  throw new BotError("escalations.busy", `Escalation ${id} changed too often to be updated.`, {
    retryable: true,
  });
}

async function armThem(set: readonly (Timer | undefined)[], { timers }: EscalationDeps): Promise<void> {
  for (const timer of set) if (timer !== undefined) await timers.arm(timer);
}

async function isStill({ kind, id, dueMs }: Timer, store: Store): Promise<boolean> {
  return (await readTimer(kind, id, store))?.dueMs === dueMs;
}
