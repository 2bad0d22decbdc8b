import { BY_ITSELF } from "./escalations.ts";
import { joined } from "./advance-by-time.ts";
import type { Escalation } from "./escalation.ts";
import {
  atLevel,
  climbing,
  iso,
  refuse,
  remember,
  REMEMBERED,
  withNext,
  without,
} from "./escalation-steps.ts";
import type { Ladder, LadderEffect, LadderEvent, LadderStep } from "./ladder-event.ts";
import { namesOf } from "./names-of.ts";
import { afterFor, levelAbove, levelOf } from "./ladder-levels.ts";

const TRIED = 10;

/** Silent from now on, in somebody's hands. */
function owned(escalation: Escalation, owner: string, nowMs: number, ladder: Ladder): Escalation {
  const silent: Escalation = { ...without(escalation), state: "acknowledged", owner };
  const duration = ladder.rules.idleAfter;
  return withNext(silent, "remind", afterFor(silent, { fromMs: nowMs, duration }, ladder));
}

type PersonEvent = Exclude<LadderEvent, { readonly type: "due" }>;

export function advanceByPerson(escalation: Escalation, event: PersonEvent, ladder: Ladder): LadderStep {
  const { nowMs } = event;
  switch (event.type) {
    case "reported":
      return report(escalation, event, ladder);
    case "acknowledged":
    case "taken_over": {
      const { by, type } = event;
      const isMine = escalation.state === "acknowledged" && escalation.owner === by;
      if (type === "acknowledged" && escalation.state === "acknowledged" && !isMine)
        return refuse(escalation, "already_so");
      const who = ladder.nameOf(by);
      const next = remember(owned(escalation, by, nowMs, ladder), `${who} took it`, nowMs);
      const says = type === "acknowledged" ? `${who} looks after it.` : `${who} takes it over.`;
      return { next, effects: [{ type: "log", event: `escalation.${type}`, says, data: { by } }] };
    }
    case "snoozed": {
      if (event.untilMs <= nowMs) return refuse(escalation, "past");
      const silent: Escalation = { ...without(escalation), state: "snoozed" };
      const next = withNext(silent, "wake", event.untilMs);
      const says = `rests until ${iso(event.untilMs)}, says ${ladder.nameOf(event.by)}.`;
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
      const says = `is settled by ${ladder.nameOf(by)}: ${cause}`;
      return { next, effects: [{ type: "log", event: "escalation.resolved", says, data }] };
    }
    case "unreached":
      return unreached(escalation, nowMs, ladder);
    case "asked_too":
      return askToo(escalation, event, ladder);
    case "convened":
      return convene(escalation, event, ladder);
    case "reassigned":
      return reassign(escalation, event, ladder);
    case "raised_up":
      return raiseUp(escalation, event.by, nowMs, ladder);
  }
}

/** Counted with the matter that it is; whoever it asks in addition is asked there. */
function report(
  escalation: Escalation,
  { occasion, attempts, asks, nowMs }: Extract<LadderEvent, { readonly type: "reported" }>,
  ladder: Ladder,
): LadderStep {
  const { occasions } = escalation;
  if (occasions.includes(occasion)) return refuse(escalation, "already_so");
  const tried = attempts.filter((attempt) => !escalation.attempts.includes(attempt));
  const all = [...escalation.attempts, ...tried].slice(-TRIED);
  const known = [...occasions, occasion].slice(-REMEMBERED);
  const next = { ...escalation, count: escalation.count + 1, attempts: all, occasions: known };
  const log: LadderEffect = { type: "log", event: "escalation.merged", data: { count: next.count } };
  if (asks === undefined || next.askedOf.includes(asks.to)) return { next, effects: [log] };
  const asked = askToo(next, { type: "asked_too", ...asks, nowMs }, ladder);
  return { next: asked.next, effects: [log, ...asked.effects] };
}

/** A person does not wait until its time at the level is over. */
function raiseUp(escalation: Escalation, by: string, nowMs: number, ladder: Ladder): LadderStep {
  const level = levelOf(escalation, ladder.rules);
  const above = levelAbove(level, ladder.rules);
  if (above === undefined) return refuse(escalation, "last_level");
  const { owner: _owner, ...rest } = escalation;
  const asked = remember(rest, `${ladder.nameOf(by)} raised it from “${level.title}”`, nowMs);
  const next = atLevel(asked, above, nowMs, ladder);
  const says = `is raised by ${ladder.nameOf(by)} to level ${above.level}, ${above.title}. Asked now: ${namesOf(next.askedOf, ladder)}.`;
  const data = { by: by, from: level.id, level: above.id, askedOf: next.askedOf };
  return joined(next, [{ type: "log", event: "escalation.climbed", says, data }], nowMs, ladder);
}

/** Nobody who is asked can be reached, so those of the next level are asked at once. */
function unreached(escalation: Escalation, nowMs: number, ladder: Ladder): LadderStep {
  if (escalation.state !== "open") return refuse(escalation, "already_so");
  const level = levelOf(escalation, ladder.rules);
  const above = levelAbove(level, ladder.rules);
  if (above === undefined) return refuse(escalation, "last_level");
  const whom = namesOf(escalation.askedOf, ladder);
  const tried = remember(escalation, `no message reached those asked at “${level.title}”: ${whom}`, nowMs);
  const next = atLevel(tried, above, nowMs, ladder);
  const says = `climbs to level ${above.level}, ${above.title}, since no message gets through to ${whom}. Asked now: ${namesOf(next.askedOf, ladder)}.`;
  const data = { by: BY_ITSELF, from: level.id, level: above.id, askedOf: next.askedOf, unreached: true };
  return joined(next, [{ type: "log", event: "escalation.climbed", says, data }], nowMs, ladder);
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
  const says = `${ladder.nameOf(to)} is asked too: ${trigger}.`;
  return joined(
    next,
    [{ type: "log", event: "escalation.climbed", says, data: { to, trigger } }],
    nowMs,
    ladder,
  );
}

/** Whoever gives what would help is asked beside the others, and all of them hear of it, whoever has it in hand. */
function convene(
  escalation: Escalation,
  { by, to, what, nowMs }: Extract<LadderEvent, { readonly type: "convened" }>,
  ladder: Ladder,
): LadderStep {
  if (escalation.convened !== undefined) return refuse(escalation, "already_so");
  const askedOf = [...new Set([...escalation.askedOf, ...to, ...ladder.people(to)])];
  const who = ladder.nameOf(by);
  const asked = remember({ ...escalation, askedOf, convened: what }, `${who} asked for ${what}`, nowMs);
  const next = { ...asked, toPage: [...ladder.people(askedOf)], pageAt: iso(nowMs) };
  const says = `asks for ${what}, says ${who}. Asked now: ${namesOf(askedOf, ladder)}.`;
  const log = { type: "log", event: "escalation.convened", says, data: { by, to, what } } as const;
  return joined(next, [log], nowMs, ladder);
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
    `${ladder.nameOf(by)} gave it to ${ladder.nameOf(to)}`,
    nowMs,
  );
  const log: LadderEffect = {
    type: "log",
    event: "escalation.reassigned",
    says: `goes to ${ladder.nameOf(to)}, says ${ladder.nameOf(by)}.`,
    data: { by, to },
  };
  return joined(next, [log], nowMs, ladder);
}
