import fc from "fast-check";
import { expect, test } from "vitest";
import { advanceEscalation } from "../../src/escalations/advance-escalation.ts";
import { placeEscalation } from "../../src/escalations/escalation-steps.ts";
import { dueMsOf, Escalation, toEscalation } from "../../src/escalations/escalation.ts";
import type { Ladder, LadderEvent, LadderStep } from "../../src/escalations/ladder-event.ts";
import { quietUntil } from "../../src/escalations/quiet-hours.ts";
import { afterAllTime, afterWorkingTime } from "../../src/escalations/working-time.ts";
import { EscalationType } from "../../src/orchestration/rules/escalation-rules.ts";
import { createPlainWorkClock } from "../fakes/plain-work-clock.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aMatter } from "./ladder-kit.ts";

const START = Date.parse("2031-03-03T09:00:00.000Z");
const HOUR = 3_600_000;
const clock = createPlainWorkClock();
const target = { kind: "organisation" } as const;

const ladder: Ladder = {
  rules: shipped.playbook.escalation,
  askedAt: (level) => [`of-${level}`],
  people: (names) => names,
  nameOf: (name) => name,
  ringAt: (_person, nowMs) => quietUntil(nowMs, { from: "20:00", until: "08:00" }, { clock, target }),
  after: (fromMs, duration, _whom, kind) =>
    kind === "wall_clock"
      ? afterAllTime(fromMs, duration)
      : afterWorkingTime(fromMs, duration, { target, clock }),
};

type Move =
  { readonly kind: "wait" | "jump" } | { readonly kind: "say"; readonly event: Partial<LadderEvent> };

const by = fc.constantFrom("ada", "bo");
const moves = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: "wait" } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: "jump" } as const) },
    by.map((who) => ({ kind: "say", event: { type: "acknowledged", by: who } }) as const),
    by.map((who) => ({ kind: "say", event: { type: "taken_over", by: who } }) as const),
    by.map((who) => ({ kind: "say", event: { type: "raised_up", by: who } }) as const),
    by.map((who) => ({ kind: "say", event: { type: "reassigned", by: who, to: "cleo" } }) as const),
    fc.constant({
      kind: "say",
      event: { type: "asked_too", to: "dan", trigger: "technical_blocker" },
    } as const),
    fc.integer({ min: -5, max: 100 }).map((h) => ({
      kind: "say" as const,
      event: { type: "snoozed" as const, by: "ada", untilMs: START + h * HOUR },
    })),
    fc.constantFrom("a", "b").map((occasion) => ({
      kind: "say" as const,
      event: { type: "reported" as const, occasion, attempts: [occasion] },
    })),
    {
      weight: 1,
      arbitrary: fc.constant({ kind: "say", event: { type: "resolved", by: "ada", cause: "done" } } as const),
    },
  ),
  { maxLength: 40 },
);

interface Seen {
  readonly before: Escalation;
  readonly event: LadderEvent;
  readonly step: LadderStep;
}

/** Plays moves: waiting goes to what is due next, a jump two days beyond it, as when nobody was up. */
function play(type: EscalationType, severity: "high" | "critical", made: readonly Move[]): Seen[] {
  let nowMs = START;
  const draft = toEscalation({ ...aMatter, type, severity }, nowMs);
  let now = placeEscalation(draft, { nowMs }, ladder);
  const seen: Seen[] = [];
  for (const move of made) {
    if (move.kind !== "say") {
      const dueMs = dueMsOf(now);
      if (dueMs === undefined) continue;
      nowMs = Math.max(nowMs, dueMs) + (move.kind === "jump" ? 48 * HOUR : 0);
    }
    const event = { ...(move.kind === "say" ? move.event : { type: "due" }), nowMs } as LadderEvent;
    const step = advanceEscalation(now, event, ladder);
    seen.push({ before: now, event, step });
    now = step.next;
  }
  return seen;
}

const plays = fc.tuple(
  fc.constantFrom(...EscalationType.options),
  fc.constantFrom("high", "critical"),
  moves,
);

function every(check: (seen: Seen) => void): void {
  fc.assert(
    fc.property(plays, ([type, severity, made]) => {
      for (const seen of play(type, severity, made)) check(seen);
    }),
    { numRuns: 200, seed: 41 },
  );
}

test("what has fired at a moment does not fire again at that moment", () => {
  every(({ event, step }) => {
    if (event.type !== "due") return;
    const twice = advanceEscalation(step.next, event, ladder);
    expect(twice).toMatchObject({ effects: [] });
    expect(twice.refused).toBeDefined();
  });
});

test("in somebody's hands or at rest it calls nobody: it reminds its owner, and nothing else happens in between", () => {
  every(({ before, event, step }) => {
    if (event.type !== "due" || before.state === "open") return;
    const paged = step.effects.some(({ type }) => type === "page");
    const isOver = before.next?.does === "resume" || before.next?.does === "wake";
    expect(paged && !isOver).toBe(false);
    expect(step.effects.length > 0 && (dueMsOf(before) ?? 0) > event.nowMs).toBe(false);
  });
});

test("once it is settled nothing changes it, and before that something is always due", () => {
  every(({ before, step }) => {
    if (before.state === "settled") expect(step).toEqual({ next: before, effects: [], refused: "settled" });
    expect(dueMsOf(step.next) === undefined).toBe(step.next.state === "settled");
  });
});

test("it is always in one of its states, fit to be stored, and what was refused changed nothing", () => {
  every(({ before, step }) => {
    expect(Escalation.parse(JSON.parse(JSON.stringify(step.next)))).toEqual(step.next);
    if (step.refused !== undefined) expect(step.next).toEqual(before);
    else expect(step.next.step).toBe(before.step + 1);
  });
});

test("what is not critical rings nobody in quiet hours", () => {
  every(({ before, event, step }) => {
    const rings = step.effects.some(({ type }) => type === "page" || type === "remind");
    if (!rings || before.severity === "critical") return;
    expect(ladder.ringAt("ada", event.nowMs)).toBe(event.nowMs);
  });
});

test("time alone takes it up the levels, never down, and always into the future", () => {
  const levelOf = (id: string | undefined) => ladder.rules.levels.find((one) => one.id === id)?.level ?? 0;
  every(({ before, event, step }) => {
    if (event.type !== "due") return;
    expect(levelOf(step.next.level)).toBeGreaterThanOrEqual(levelOf(before.level));
    expect(dueMsOf(step.next) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(event.nowMs);
  });
});
