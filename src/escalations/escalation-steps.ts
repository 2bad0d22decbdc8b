import type { Escalation, NextStep } from "./escalation.ts";
import type { Ladder, LadderRefusal, LadderStep } from "./ladder-event.ts";
import { afterFor, firstLevel, leavesAt } from "./ladder-levels.ts";
import type { Level } from "./ladder-levels.ts";

/** So much of its history is kept. */
export const REMEMBERED = 12;

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function refuse(next: Escalation, refused: LadderRefusal): LadderStep {
  return { next, effects: [], refused };
}

export function remember(escalation: Escalation, what: string, nowMs: number): Escalation {
  const history = [...escalation.history, { at: iso(nowMs), what }].slice(-REMEMBERED);
  return { ...escalation, history };
}

/** Without what was due before: whatever comes next is set by who calls this. */
export function without({ next: _next, pageAt: _pageAt, ...rest }: Escalation): Escalation {
  return { ...rest, toPage: [] };
}

export function withNext(escalation: Escalation, does: NextStep["does"], atMs: number): Escalation {
  return { ...escalation, next: { does, at: iso(atMs) } };
}

/** Those asked at a level hear of it, as soon as they may, and have their time. */
export function atLevel(escalation: Escalation, level: Level, nowMs: number, ladder: Ladder): Escalation {
  const askedOf = [...ladder.askedAt(level.id, escalation)];
  const placed: Escalation = {
    ...without(escalation),
    state: "open",
    level: level.id,
    levelSince: iso(nowMs),
    askedOf,
    toPage: [...ladder.people(askedOf)],
    pageAt: iso(nowMs),
  };
  return climbing(placed, level, nowMs, ladder);
}

/** What comes next at a level, in the time of those who are asked now. */
export function climbing(escalation: Escalation, level: Level, nowMs: number, ladder: Ladder): Escalation {
  const leaves = leavesAt(escalation, { level, sinceMs: nowMs, asked: escalation.askedOf }, ladder);
  if (leaves !== undefined) return withNext(escalation, "climb", leaves);
  const duration = ladder.rules.remindEvery;
  return withNext(escalation, "again", afterFor(escalation, { fromMs: nowMs, duration }, ladder));
}

/** Gives a new matter its level, and whom to ask. What it says of nobody is heard by nobody yet. */
export function placeEscalation(
  escalation: Escalation,
  { nowMs, named }: { readonly nowMs: number; readonly named?: string | undefined },
  ladder: Ladder,
): Escalation {
  return atLevel(escalation, firstLevel(escalation, { named, nowMs }, ladder), nowMs, ladder);
}
