import type { Escalation } from "../../src/escalations/escalation.ts";
import type { LoggedEvent } from "../../src/events/event.ts";
import type { Almanac } from "./almanac.ts";
import { AGENT_OF, accountOf, TARGETS } from "./quarter-setting.ts";

const HOUR_MS = 3_600_000;
const ON_TIME_MS = 1_000;

/** Hours at each level, in the words of the rules; a working day has eight. seed: rules.yaml#escalation_levels */
const HOURS: Readonly<Record<string, readonly number[]>> = {
  decision: [2, 8, 24],
  missing_resource: [2, 8, 24],
  failed_gate: [2, 8, 24],
  approval: [1, 8, 24],
  external: [8, 24, 40],
  incident: [0.25, 1, 4],
};
const LEVELS = ["individual", "team", "cross_team", "review"];

interface Standing {
  readonly id: string;
  readonly kind: string;
  readonly isCritical: boolean;
  readonly sinceMs: number;
  state: "open" | "acknowledged" | "snoozed" | "settled";
  level: string;
  levelSinceMs: number;
  asked: readonly string[];
  due: { does: "climb" | "again" | "remind" | "resume" | "wake"; atMs: number } | undefined;
  /** Who is still to hear of it, and when at the latest. */
  readonly pages: Map<string, number>;
  owner: string;
  /** It climbs with what was logged before. */
  climbsNow: boolean;
}

function peopleIn(names: readonly string[]): string[] {
  const people = Object.keys(AGENT_OF);
  const known = (name: string): readonly string[] =>
    people.includes(name)
      ? [name]
      : (TARGETS[name] ??
        people.filter((person) => AGENT_OF[person] === name || `console:${accountOf(person)}` === name));
  return [...new Set(names.flatMap(known))];
}

const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export interface LadderCheck {
  readonly problems: readonly string[];
  /** How many steps of time were looked at, by their kind. */
  readonly steps: Readonly<Record<string, number>>;
}

/**
 * Goes through the log with a model of its own, whose times an almanac has counted: each step of time has to be there
 * within a second of its due time, and nothing else may be.
 */
export function checkLadder(
  events: readonly LoggedEvent[],
  kept: readonly Escalation[],
  { almanac, endMs }: { readonly almanac: Almanac; readonly endMs: number },
): LadderCheck {
  const problems: string[] = [];
  const steps: Record<string, number> = {};
  const all = new Map<string, Standing>();

  function complain(one: Standing, atMs: number, what: string): void {
    problems.push(`${one.id} (${one.kind}, ${one.level}) ${new Date(atMs).toISOString()}: ${what}`);
  }

  function after({ kind }: Standing, fromMs: number, hours: number, whom: readonly string[]): number {
    return kind === "incident" ? fromMs + hours * HOUR_MS : almanac.after(fromMs, hours, whom);
  }

  function climbing(one: Standing, sinceMs: number, fromMs = one.sinceMs): void {
    const hours = HOURS[one.kind]?.[LEVELS.indexOf(one.level)];
    const whom = peopleIn(one.asked);
    if (hours === undefined) {
      const day = one.kind === "incident" ? 24 : 8;
      one.due = { does: "again", atMs: after(one, sinceMs, day, whom) };
      return;
    }
    const own = Math.min(after(one, sinceMs, 0.5, whom), after(one, sinceMs, hours, whom));
    one.due = { does: "climb", atMs: Math.max(after(one, fromMs, hours, whom), own) };
  }

  function page(one: Standing, atMs: number, whom: readonly string[]): void {
    for (const person of whom) one.pages.set(person, one.isCritical ? atMs : almanac.ringAt(person, atMs));
  }

  function place(one: Standing, atMs: number): void {
    one.state = "open";
    one.levelSinceMs = atMs;
    one.pages.clear();
    page(one, atMs, peopleIn(one.asked));
    climbing(one, atMs);
  }

  /** What has to have happened before a moment; being told again leaves no word in the log but its pages. */
  function passTo(one: Standing, atMs: number): void {
    while (one.due?.does === "again" && one.due.atMs <= atMs) {
      const againMs = one.due.atMs;
      page(one, againMs, peopleIn(one.asked));
      climbing(one, againMs);
    }
    if (one.due !== undefined && one.due.atMs < atMs - ON_TIME_MS)
      complain(one, atMs, `${one.due.does} was due at ${new Date(one.due.atMs).toISOString()}`);
    for (const [person, dueMs] of one.pages)
      if (dueMs < atMs - ON_TIME_MS) {
        complain(one, atMs, `${person} was to be paged at ${new Date(dueMs).toISOString()}`);
        one.pages.delete(person);
      }
  }

  function expectStep(one: Standing, does: NonNullable<Standing["due"]>["does"], atMs: number): void {
    steps[does] = (steps[does] ?? 0) + 1;
    if (one.due?.does !== does)
      return complain(one, atMs, `${does}, but ${one.due?.does ?? "nothing"} is due`);
    const lateMs = atMs - one.due.atMs;
    if (lateMs < 0 || lateMs > ON_TIME_MS) complain(one, atMs, `${does} ${lateMs} ms after it was due`);
  }

  function climbed(one: Standing, { data }: LoggedEvent, atMs: number): void {
    const { to } = data;
    if (typeof to === "string") {
      one.asked = [...new Set([...one.asked, to, ...peopleIn([to])])];
      if (one.state === "open") page(one, atMs, peopleIn([to]));
      return;
    }
    const level = String(data["level"]);
    if (LEVELS.indexOf(level) <= LEVELS.indexOf(one.level)) complain(one, atMs, `climbed to ${level}`);
    if (data["by"] === undefined && !one.climbsNow) expectStep(one, "climb", atMs);
    one.level = level;
    one.asked = names(data["askedOf"]);
    place(one, atMs);
  }

  function paged(one: Standing, { data }: LoggedEvent, atMs: number): void {
    if (one.state !== "open") complain(one, atMs, `paged while ${one.state}`);
    for (const person of names(data["whom"])) {
      steps["page"] = (steps["page"] ?? 0) + 1;
      const dueMs = one.pages.get(person);
      if (dueMs === undefined) complain(one, atMs, `paged ${person} for no reason`);
      else if (atMs < dueMs) complain(one, atMs, `paged ${person} before ${new Date(dueMs).toISOString()}`);
      one.pages.delete(person);
    }
  }

  function take(one: Standing, event: LoggedEvent, atMs: number): void {
    const { data } = event;
    const what: string = event.type;
    switch (what) {
      case "escalation.acknowledged":
      case "escalation.taken_over":
        one.state = "acknowledged";
        one.owner = String(data["by"]);
        one.pages.clear();
        one.due = { does: "remind", atMs: after(one, atMs, 4, [one.owner]) };
        if (!one.isCritical) one.due.atMs = almanac.ringAt(one.owner, one.due.atMs);
        return;
      case "escalation.reminded":
        expectStep(one, "remind", atMs);
        one.due = { does: "resume", atMs: after(one, atMs, 2, [one.owner]) };
        return;
      case "escalation.resumed":
        expectStep(one, "resume", atMs);
        one.climbsNow = true;
        if (one.level !== "review") return;
        one.climbsNow = false;
        one.asked = names(data["askedOf"]);
        return place(one, atMs);
      case "escalation.snoozed":
        one.state = "snoozed";
        one.pages.clear();
        one.due = { does: "wake", atMs: Date.parse(String(data["until"])) };
        return;
      case "escalation.woken":
        expectStep(one, "wake", atMs);
        one.asked = names(data["askedOf"]);
        return place(one, atMs);
      case "escalation.reassigned":
        one.state = "open";
        one.asked = [String(data["to"])];
        one.pages.clear();
        page(one, atMs, peopleIn(one.asked));
        return climbing(one, atMs, atMs);
      case "escalation.resolved":
        one.state = "settled";
        one.pages.clear();
        one.due = undefined;
        return;
      case "escalation.climbed":
        climbed(one, event, atMs);
        one.climbsNow = false;
        return;
      case "escalation.paged":
        return paged(one, event, atMs);
      case "escalation.merged":
        return;
      default:
        return complain(one, atMs, `nobody knows ${event.type}`);
    }
  }

  function begin({ data }: LoggedEvent, atMs: number): Standing {
    const id = String(data["id"]);
    const found = kept.find((one) => one.id === id);
    const asked = names(data["askedOf"]);
    const level = String(data["level"]);
    const one: Standing = {
      id,
      kind: String(data["kind"]),
      isCritical: data["severity"] === "critical",
      sinceMs: Date.parse(found?.since ?? ""),
      state: "open",
      level,
      levelSinceMs: atMs,
      asked,
      due: undefined,
      pages: new Map(),
      owner: "",
      climbsNow: false,
    };
    place(one, atMs);
    return one;
  }

  for (const event of events) {
    if (!event.type.startsWith("escalation.")) continue;
    const atMs = Date.parse(event.at);
    const id = String(event.data["id"]);
    const one = all.get(id);
    if (event.type === "escalation.raised") {
      if (one !== undefined) complain(one, atMs, "was raised twice");
      all.set(id, begin(event, atMs));
    } else if (one === undefined) problems.push(`${id}: ${event.type} without having been raised`);
    else if (one.state === "settled") complain(one, atMs, `${event.type} after it was settled`);
    else {
      passTo(one, atMs);
      take(one, event, atMs);
    }
  }
  for (const one of all.values()) passTo(one, endMs);
  return { problems, steps };
}
