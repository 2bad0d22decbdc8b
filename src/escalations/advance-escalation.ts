import type { Escalation, NextStep } from "./escalation.ts";
import { dueMsOf } from "./escalation.ts";
import type { Ladder, LadderEffect, LadderEvent, LadderRefusal, LadderStep } from "./ladder-event.ts";
import { afterFor, firstLevel, leavesAt, levelAbove, levelByAge, levelOf } from "./ladder-levels.ts";
import type { Level } from "./ladder-levels.ts";

const REMEMBERED = 12;
const TRIED = 10;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function refuse(next: Escalation, refused: LadderRefusal): LadderStep {
  return { next, effects: [], refused };
}

function remember(escalation: Escalation, what: string, nowMs: number): Escalation {
  const history = [...escalation.history, { at: iso(nowMs), what }].slice(-REMEMBERED);
  return { ...escalation, history };
}

/** Without what was due before: whatever comes next is set by who calls this. */
function without({ next: _next, pageAt: _pageAt, ...rest }: Escalation): Escalation {
  return { ...rest, toPage: [] };
}

function withNext(escalation: Escalation, does: NextStep["does"], atMs: number): Escalation {
  return { ...escalation, next: { does, at: iso(atMs) } };
}

/** Those asked at a level hear of it, as soon as they may, and have their time. */
function atLevel(escalation: Escalation, level: Level, nowMs: number, ladder: Ladder): Escalation {
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

function climbing(escalation: Escalation, level: Level, nowMs: number, ladder: Ladder): Escalation {
  const leaves = leavesAt(escalation, { level, sinceMs: nowMs }, ladder);
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
    `not settled at “${from.title}”, asked ${escalation.askedOf.join(", ")}`,
    nowMs,
  );
  const next = atLevel(moved, level, nowMs, ladder);
  const says = `climbs to level ${level.level}, ${level.title}. Asked now: ${next.askedOf.join(", ") || "nobody"}.`;
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
        says: `waits for ${owner}, who was reminded.`,
        data: { owner },
      },
    ],
  };
}

function resume(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const { owner, ...rest } = escalation;
  const told = remember(
    { ...rest, state: "open" },
    `${owner ?? "nobody"} took it, then nothing was heard`,
    nowMs,
  );
  const log: LadderEffect = {
    type: "log",
    event: "escalation.resumed",
    says: `nothing was heard from ${owner ?? "nobody"}, so it goes on.`,
    data: { owner },
  };
  const level = levelOf(escalation, ladder.rules);
  if (levelAbove(level, ladder.rules) === undefined)
    return { next: atLevel(told, level, nowMs, ladder), effects: [log] };
  const climbed = climb(told, nowMs, ladder);
  return { ...climbed, effects: [log, ...climbed.effects] };
}

function wake(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  const next = atLevel(escalation, levelOf(escalation, ladder.rules), nowMs, ladder);
  return { next, effects: [{ type: "log", event: "escalation.woken", says: "is awake again." }] };
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
function due(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  if (escalation.level === undefined)
    return joined(placeEscalation(escalation, { nowMs }, ladder), [RAISED], nowMs, ladder);
  if ((dueMsOf(escalation) ?? Number.POSITIVE_INFINITY) > nowMs) return refuse(escalation, "early");
  const { next, effects } = take(escalation, nowMs, ladder);
  return joined(next, effects, nowMs, ladder);
}

function joined(
  escalation: Escalation,
  effects: readonly LadderEffect[],
  nowMs: number,
  ladder: Ladder,
): LadderStep {
  const paged = page(escalation, nowMs, ladder);
  return { next: paged.next, effects: [...effects, ...paged.effects] };
}

/** Silent from now on, in somebody's hands. */
function owned(escalation: Escalation, owner: string, nowMs: number, ladder: Ladder): Escalation {
  const silent: Escalation = { ...without(escalation), state: "acknowledged", owner };
  const duration = ladder.rules.idleAfter;
  return withNext(silent, "remind", afterFor(silent, { fromMs: nowMs, duration }, ladder));
}

type PersonEvent = Exclude<LadderEvent, { readonly type: "due" }>;

function byPerson(escalation: Escalation, event: PersonEvent, ladder: Ladder): LadderStep {
  const { nowMs } = event;
  switch (event.type) {
    case "reported": {
      const { occasion, occasions } = { ...event, ...escalation };
      if (occasions.includes(occasion)) return refuse(escalation, "already_so");
      const tried = event.attempts.filter((attempt) => !escalation.attempts.includes(attempt));
      const attempts = [...escalation.attempts, ...tried].slice(-TRIED);
      const known = [...occasions, occasion].slice(-REMEMBERED);
      const next = { ...escalation, count: escalation.count + 1, attempts, occasions: known };
      return { next, effects: [{ type: "log", event: "escalation.merged", data: { count: next.count } }] };
    }
    case "acknowledged":
    case "taken_over": {
      const { by, type } = event;
      const isMine = escalation.state === "acknowledged" && escalation.owner === by;
      if (type === "acknowledged" && escalation.state === "acknowledged" && !isMine)
        return refuse(escalation, "already_so");
      const next = remember(owned(escalation, by, nowMs, ladder), `${by} took it`, nowMs);
      const says = type === "acknowledged" ? `${by} looks after it.` : `${by} takes it over.`;
      return { next, effects: [{ type: "log", event: `escalation.${type}`, says, data: { by } }] };
    }
    case "snoozed": {
      if (event.untilMs <= nowMs) return refuse(escalation, "past");
      const silent: Escalation = { ...without(escalation), state: "snoozed" };
      const next = withNext(silent, "wake", event.untilMs);
      const says = `rests until ${iso(event.untilMs)}, says ${event.by}.`;
      const data = { by: event.by, until: iso(event.untilMs) };
      return { next, effects: [{ type: "log", event: "escalation.snoozed", says, data }] };
    }
    case "resolved": {
      const { by, cause } = event;
      const next: Escalation = {
        ...without(escalation),
        state: "settled",
        settled: { at: iso(nowMs), by, cause },
      };
      const data = { by, ageMs: nowMs - Date.parse(escalation.since), level: escalation.level };
      return {
        next,
        effects: [{ type: "log", event: "escalation.resolved", says: `is settled by ${by}: ${cause}`, data }],
      };
    }
    case "asked_too":
      return askToo(escalation, event, ladder);
    case "reassigned":
      return reassign(escalation, event, ladder);
    case "raised_up": {
      const level = levelOf(escalation, ladder.rules);
      const above = levelAbove(level, ladder.rules);
      if (above === undefined) return refuse(escalation, "last_level");
      const { owner: _owner, ...rest } = escalation;
      const asked = remember(rest, `${event.by} raised it from “${level.title}”`, nowMs);
      const next = atLevel(asked, above, nowMs, ladder);
      const says = `is raised by ${event.by} to level ${above.level}, ${above.title}. Asked now: ${next.askedOf.join(", ") || "nobody"}.`;
      const data = { by: event.by, from: level.id, level: above.id, askedOf: next.askedOf };
      return joined(next, [{ type: "log", event: "escalation.climbed", says, data }], nowMs, ladder);
    }
  }
}

/** Somebody is asked beside those of the level, and stays asked at the levels above. */
function askToo(
  escalation: Escalation,
  { to, trigger, nowMs }: Extract<LadderEvent, { readonly type: "asked_too" }>,
  ladder: Ladder,
): LadderStep {
  if (escalation.askedOf.includes(to)) return refuse(escalation, "already_so");
  const added = [to, ...ladder.people([to])];
  const next: Escalation = {
    ...escalation,
    target: escalation.target ?? to,
    trigger: escalation.trigger ?? trigger,
    askedOf: [...new Set([...escalation.askedOf, ...added])],
    // Somebody has it in hand: whoever comes in addition reads it on the card.
    ...(escalation.state === "open"
      ? { toPage: [...new Set([...escalation.toPage, ...ladder.people([to])])], pageAt: iso(nowMs) }
      : {}),
  };
  const says = `${to} is asked too: ${trigger}.`;
  return joined(
    next,
    [{ type: "log", event: "escalation.climbed", says, data: { to, trigger } }],
    nowMs,
    ladder,
  );
}

/** Somebody else is asked in the place of those of the level, who have their time from now on. */
function reassign(
  escalation: Escalation,
  { by, to, nowMs }: Extract<LadderEvent, { readonly type: "reassigned" }>,
  ladder: Ladder,
): LadderStep {
  const { owner: _owner, ...rest } = escalation;
  const level = levelOf(escalation, ladder.rules);
  const given: Escalation = {
    ...without(rest),
    state: "open",
    askedOf: [to],
    levelSince: iso(nowMs),
    toPage: [...ladder.people([to])],
    pageAt: iso(nowMs),
  };
  const fresh = { ...given, since: iso(nowMs) };
  const { next: step } = climbing(fresh, level, nowMs, ladder);
  const next = remember(
    { ...given, ...(step === undefined ? {} : { next: step }) },
    `${by} gave it to ${to}`,
    nowMs,
  );
  const log: LadderEffect = {
    type: "log",
    event: "escalation.reassigned",
    says: `goes to ${to}, says ${by}.`,
    data: { by, to },
  };
  return joined(next, [log], nowMs, ladder);
}

/**
 * The one place that decides how an escalation goes on: the next document, and what follows from it. A pure function:
 * the same question has the same answer, and an event that changes nothing says why in `refused`.
 */
export function advanceEscalation(escalation: Escalation, event: LadderEvent, ladder: Ladder): LadderStep {
  if (escalation.state === "settled") return refuse(escalation, "settled");
  const step =
    event.type === "due" ? due(escalation, event.nowMs, ladder) : byPerson(escalation, event, ladder);
  if (step.refused !== undefined) return step;
  return { ...step, next: { ...step.next, step: escalation.step + 1 } };
}
