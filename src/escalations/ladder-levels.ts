import type { EscalationRules } from "../orchestration/rules/escalation-rules.ts";
import type { Escalation } from "./escalation.ts";
import type { Ladder } from "./ladder-event.ts";

export type Level = EscalationRules["levels"][number];

type Placed = Pick<Escalation, "type" | "since" | "severity">;

/** The level that a matter stands at; the first where it names none that there is. */
export function levelOf({ level }: Pick<Escalation, "level">, { levels }: EscalationRules): Level {
  const found = levels.find(({ id }) => id === level) ?? levels[0];
  if (found === undefined) throw new RangeError("The rules have no level.");
  return found;
}

export function levelAbove(level: Level, { levels }: EscalationRules): Level | undefined {
  return levels.find((one) => one.level === level.level + 1);
}

function clockOf({ type }: Placed, { types, clock }: EscalationRules): EscalationRules["clock"] {
  return types.find(({ id }) => id === type)?.clock ?? clock;
}

function untilOf({ type }: Placed, level: Level, { types }: EscalationRules): string | undefined {
  const own = types.find(({ id }) => id === type)?.times.find((time) => time.level === level.id);
  return level.until === undefined ? undefined : (own?.until ?? level.until);
}

/** When a matter that has come to a level leaves it; undefined at the last. `asked`: those whose time counts, where they are not those of the level. */
export function leavesAt(
  escalation: Escalation,
  {
    level,
    sinceMs,
    asked,
  }: { readonly level: Level; readonly sinceMs: number; readonly asked?: readonly string[] },
  ladder: Ladder,
): number | undefined {
  const { rules } = ladder;
  const until = untilOf(escalation, level, rules);
  if (until === undefined) return undefined;
  const clock = clockOf(escalation, rules);
  const whom = ladder.people(asked ?? ladder.askedAt(level.id, escalation));
  const fromMs = rules.countsFrom === "start_of_level" ? sinceMs : Date.parse(escalation.since);
  // However old it is, those asked here have some time: it must not run through all levels at once.
  const ownTime = [rules.atLeast, until].map((duration) => ladder.after(sinceMs, duration, whom, clock));
  return Math.max(ladder.after(fromMs, until, whom, clock), Math.min(...ownTime));
}

/** When so much of the time of those asked has passed. */
export function afterFor(
  escalation: Escalation,
  { fromMs, duration }: { readonly fromMs: number; readonly duration: string },
  ladder: Ladder,
): number {
  const whom = escalation.owner === undefined ? ladder.people(escalation.askedOf) : [escalation.owner];
  return ladder.after(fromMs, duration, whom, clockOf(escalation, ladder.rules));
}

/** The level for a matter of its age, at least `from`: levels whose time is over already are passed by. */
export function levelByAge(escalation: Escalation, from: Level, nowMs: number, ladder: Ladder): Level {
  const { rules } = ladder;
  const clock = clockOf(escalation, rules);
  const open = rules.levels.find((level) => {
    if (level.level < from.level) return false;
    const until = untilOf(escalation, level, rules);
    if (until === undefined || rules.countsFrom === "start_of_level") return true;
    const whom = ladder.people(ladder.askedAt(level.id, escalation));
    return ladder.after(Date.parse(escalation.since), until, whom, clock) > nowMs;
  });
  return open ?? from;
}

/**
 * Where a matter begins: at the level that is named, that of its type, or the first, and further up by its age. What
 * must not wait begins above the first.
 */
export function firstLevel(
  escalation: Escalation,
  { named, nowMs }: { readonly named?: string | undefined; readonly nowMs: number },
  ladder: Ladder,
): Level {
  const { rules } = ladder;
  const startsAt = rules.types.find(({ id }) => id === escalation.type)?.startsAt;
  const usual = levelOf({ level: named ?? startsAt }, rules);
  const isFirst = named === undefined && usual === rules.levels[0];
  const level = ladder.isAtOnce === true && isFirst ? (levelAbove(usual, rules) ?? usual) : usual;
  return levelByAge(escalation, level, nowMs, ladder);
}
