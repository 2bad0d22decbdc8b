import type { Conversation } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import { toCauseEvent } from "../events/cause-events.ts";
import type { CauseEvent } from "../events/cause-events.ts";
import type { LoggedEvent } from "../events/event.ts";
import type { Contingency } from "../orchestration/rules/contingency-rules.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import type { Changes, DocumentChange, Store } from "../store/store.ts";
import { causeChange, causeId, causeRemoval, readCause, readCauseOf, readCauses } from "./cause.ts";
import type { Cause, Reading } from "./cause.ts";
import { proposalChanges } from "./propose-contingency.ts";

export interface CauseDeps {
  readonly store: Store;
  readonly rules: () => readonly Contingency[];
  /** Where proposals are put; with none they are in the log and in `/risks` alone. */
  readonly places: () => readonly Conversation[];
  readonly clock: Pick<Clock, "now">;
}

const CURSOR = { kind: "cause-cursor", id: "events" } as const;
const PAGE = 500;

/**
 * Reads on in the event log and fires the contingency rules that hold. What an event changes, how far the log was
 * read, and the proposal are one write, so each rule fires once for a cause whatever crashes when. Several processes
 * may look at the same time: one of them is heard, the others stop.
 */
export async function lookForCauses(deps: CauseDeps): Promise<void> {
  let cursor: string | null = (await deps.store.documents.get(CURSOR.kind, CURSOR.id)) ?? null;
  for (;;) {
    const page = await deps.store.events.since(cursor ?? "0", PAGE);
    for (const [index, logged] of page.entries()) {
      const event = toCauseEvent(logged);
      const isLast = index === page.length - 1;
      if (event === undefined && !isLast) continue;
      const changes = event === undefined ? {} : await changesOf(event, logged, deps);
      const answer = await commitAt(logged.id, cursor, changes, deps);
      if (answer === "conflict") return;
      cursor = logged.id;
    }
    if (page.length < PAGE) break;
  }
  await fireOverdue(deps);
}

type CauseChanges = Pick<Changes, "documents" | "deliveries" | "events">;

async function commitAt(
  eventId: string,
  cursor: string | null,
  changes: CauseChanges,
  { store }: CauseDeps,
): Promise<"committed" | "conflict"> {
  const moved: DocumentChange = { ...CURSOR, value: eventId, expected: cursor };
  return store.commit({ ...changes, documents: [moved, ...(changes.documents ?? [])] });
}

async function changesOf(event: CauseEvent, logged: LoggedEvent, deps: CauseDeps): Promise<CauseChanges> {
  const found: CauseChanges[] = [];
  for (const rule of deps.rules()) {
    const reading = readCause(event, rule);
    if (reading !== undefined)
      found.push(await changesFor(reading, { rule, at: logged.at, occasion: logged.id }, deps));
  }
  return {
    documents: found.flatMap(({ documents = [] }) => documents),
    deliveries: found.flatMap(({ deliveries = [] }) => deliveries),
    events: found.flatMap(({ events = [] }) => events),
  };
}

async function changesFor(
  reading: Reading,
  { rule, at, occasion }: { readonly rule: Contingency; readonly at: string; readonly occasion: string },
  { store, places }: CauseDeps,
): Promise<CauseChanges> {
  const known = await readCauseOf(causeId(rule.id, reading.subject), store);
  if (reading.kind === "gone") return known === undefined ? {} : { documents: [causeRemoval(known)] };
  const isNew = known === undefined || (reading.reopens && known.cause.state === "decided");
  if (!isNew) return {};
  const cause: Cause = {
    id: causeId(rule.id, reading.subject),
    rule: rule.id,
    subject: reading.subject,
    detail: reading.detail,
    since: reading.since ?? at,
    state: reading.firesNow ? "proposed" : "watched",
    occasion,
  };
  const fired = reading.firesNow ? proposalChanges(cause, rule, places()) : {};
  return { documents: [causeChange(cause, known?.stored ?? null)], ...fired };
}

/** Rules that speak of a time fire by the clock, not by an event. */
async function fireOverdue(deps: CauseDeps): Promise<void> {
  const nowMs = deps.clock.now();
  for (const { cause, stored } of await readCauses(deps.store)) {
    const rule = deps.rules().find(({ id }) => id === cause.rule);
    if (cause.state !== "watched" || rule?.event !== "test_failure") continue;
    const dueMs = Date.parse(cause.since) + minutesOf(rule.longerThan) * 60_000;
    if (nowMs <= dueMs) continue;
    const fired: Cause = { ...cause, state: "proposed" };
    const proposal = proposalChanges(fired, rule, deps.places());
    await deps.store.commit({ ...proposal, documents: [causeChange(fired, stored)] });
  }
}
