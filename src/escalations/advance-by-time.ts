import type { Escalation } from "./escalation.ts";
import { dueMsOf } from "./escalation.ts";
import { atLevel, climbing, iso, placeEscalation, refuse, remember, withNext } from "./escalation-steps.ts";
import type { Ladder, LadderEffect, LadderStep } from "./ladder-event.ts";
import { namesOf } from "./names-of.ts";
import { afterFor, levelAbove, levelByAge, levelOf } from "./ladder-levels.ts";

/** Tells those who may hear of it now; the rest when their quiet hours end. */
function page(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const { toPage, severity, pageAt } = escalation;
  if (toPage.length === 0 || pageAt === undefined || Date.parse(pageAt) > nowMs)
    return { next: escalation, effects: [] };
  const whenOf = (person: string): number => (severity === "critical" ? nowMs : ladder.ringAt(person, nowMs));
  const later = toPage.filter((person) => whenOf(person) > nowMs);
  const whom = toPage.filter((person) => !later.includes(person));
  const { pageAt: _pageAt, ...rest } = escalation;
  const next: Escalation =
    later.length === 0
      ? { ...rest, toPage: [] }
      : { ...rest, toPage: later, pageAt: iso(Math.min(...later.map(whenOf))) };
  if (whom.length === 0) return { next, effects: [] };
  const data = { level: escalation.level, whom };
  return {
    next,
    effects: [
      { type: "page", whom },
      { type: "log", event: "escalation.paged", data },
    ],
  };
}

function climb(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const from = levelOf(escalation, ladder.rules);
  const above = levelAbove(from, ladder.rules);
  if (above === undefined) return { next: climbing(escalation, from, nowMs, ladder), effects: [] };
  const level = levelByAge(escalation, above, nowMs, ladder);
  const moved = remember(
    escalation,
    `not settled at “${from.title}”, asked ${namesOf(escalation.askedOf, ladder)}`,
    nowMs,
  );
  const next = atLevel(moved, level, nowMs, ladder);
  const says = `climbs to level ${level.level}, ${level.title}. Asked now: ${namesOf(next.askedOf, ladder)}.`;
  const data = { from: from.id, level: level.id, askedOf: next.askedOf };
  return { next, effects: [{ type: "log", event: "escalation.climbed", says, data }] };
}

/** The owner hears that nothing was heard, at a moment at which they may. */
function remind(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const { owner = "", severity } = escalation;
  const mayMs = severity === "critical" ? nowMs : ladder.ringAt(owner, nowMs);
  if (mayMs > nowMs) return { next: withNext(escalation, "remind", mayMs), effects: [] };
  const duration = ladder.rules.resumeAfter;
  const next = withNext(escalation, "resume", afterFor(escalation, { fromMs: nowMs, duration }, ladder));
  return {
    next,
    effects: [
      { type: "remind", whom: owner },
      {
        type: "log",
        event: "escalation.reminded",
        says: `waits for ${ladder.nameOf(owner)}, who was reminded.`,
        data: { owner },
      },
    ],
  };
}

function resume(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const { owner, ...rest } = escalation;
  const who = owner === undefined ? "nobody" : ladder.nameOf(owner);
  const told = remember({ ...rest, state: "open" }, `${who} took it, then nothing was heard`, nowMs);
  const log: LadderEffect = {
    type: "log",
    event: "escalation.resumed",
    says: `nothing was heard from ${who}, so it goes on.`,
    data: { owner },
  };
  const level = levelOf(escalation, ladder.rules);
  if (levelAbove(level, ladder.rules) === undefined) {
    const next = atLevel(told, level, nowMs, ladder);
    return { next, effects: [{ ...log, data: { owner, askedOf: next.askedOf } }] };
  }
  const climbed = climb(told, nowMs, ladder);
  return { ...climbed, effects: [log, ...climbed.effects] };
}

/** Whoever had it before it rested has it no more: it is asked about as if it had just come to its level. */
function wake(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const { owner: _owner, ...rest } = escalation;
  const next = atLevel(rest, levelOf(escalation, ladder.rules), nowMs, ladder);
  const data = { askedOf: next.askedOf };
  return { next, effects: [{ type: "log", event: "escalation.woken", says: "is awake again.", data }] };
}

function again(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const next = climbing(escalation, levelOf(escalation, ladder.rules), nowMs, ladder);
  return { next: { ...next, toPage: [...ladder.people(next.askedOf)], pageAt: iso(nowMs) }, effects: [] };
}

function take(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const { next: due } = escalation;
  if (due === undefined || Date.parse(due.at) > nowMs) return { next: escalation, effects: [] };
  switch (due.does) {
    case "climb":
      return climb(escalation, nowMs, ladder);
    case "again":
      return again(escalation, nowMs, ladder);
    case "remind":
      return remind(escalation, nowMs, ladder);
    case "resume":
      return resume(escalation, nowMs, ladder);
    case "wake":
      return wake(escalation, nowMs, ladder);
  }
}

/** For what was written down without a word, as together with a step of a plan. */
const RAISED: LadderEffect = { type: "log", event: "escalation.raised" };

/** What time brings about, all that is due at this moment at once: after a long silence it is told of once. */
export function advanceByTime(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  if (escalation.level === undefined)
    return joined(placeEscalation(escalation, { nowMs }, ladder), [RAISED], nowMs, ladder);
  if ((dueMsOf(escalation) ?? Number.POSITIVE_INFINITY) > nowMs) return refuse(escalation, "early");
  const { next, effects } = take(escalation, nowMs, ladder);
  return joined(next, effects, nowMs, ladder);
}

export function joined(
  escalation: Escalation,
  effects: readonly LadderEffect[],
  nowMs: number,
  ladder: Ladder,
): LadderStep {
  const paged = page(escalation, nowMs, ladder);
  return { next: paged.next, effects: [...effects, ...paged.effects] };
}
