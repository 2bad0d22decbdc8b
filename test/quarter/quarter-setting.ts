import { DateTime } from "luxon";
import type { Absence } from "../../src/calendar/absence.ts";
import { Config } from "../../src/config/config.ts";

/** Monday. America changes its clocks on the ninth of March, Europe on the thirtieth. */
export const FIRST_DAY = "2031-03-03";
export const START_MS = Date.parse(`${FIRST_DAY}T00:00:00Z`);
export const DAY_MS = 86_400_000;

export const HOURS = { from: 9, until: 17 } as const;
/** One of them keeps other quiet hours than everybody else. */
export const OWN_QUIET = { person: "kim", from: "18:00", until: "10:30" } as const;
export const QUIET = { from: "20:00", until: "08:00" } as const;

/** Written down from almanacs, so that the library that keeps holidays is checked by something else. */
export interface TeamFacts {
  readonly id: string;
  readonly zone: string;
  readonly weekend: readonly number[];
  readonly off: readonly string[];
  readonly standupAt: string;
  readonly askAt: string;
  /** ISO weekday and time. */
  readonly report: { readonly weekday: number; readonly at: string };
  /** The ISO weekday that the week begins with. */
  readonly weekBegins: number;
  readonly members: readonly string[];
}

export const TEAMS: readonly TeamFacts[] = [
  {
    id: "lisbon",
    zone: "Europe/Lisbon",
    weekend: [6, 7],
    off: ["2031-04-11", "2031-04-13", "2031-04-25", "2031-05-01", "2031-03-17"],
    standupAt: "10:00",
    askAt: "09:15",
    report: { weekday: 5, at: "16:00" },
    weekBegins: 1,
    members: ["ana", "rui", "ines"],
  },
  {
    id: "newyork",
    zone: "America/New_York",
    weekend: [6, 7],
    off: ["2031-05-26", "2031-03-12"],
    standupAt: "09:45",
    askAt: "09:00",
    report: { weekday: 5, at: "16:00" },
    weekBegins: 1,
    members: ["joe", "kim", "lee"],
  },
  {
    id: "riyadh",
    zone: "Asia/Riyadh",
    weekend: [5, 6],
    off: ["2031-03-11", "2031-03-24", "2031-03-25"],
    standupAt: "10:30",
    askAt: "09:30",
    report: { weekday: 4, at: "15:30" },
    weekBegins: 7,
    members: ["omar", "sara", "zaid"],
  },
];

const NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const CALENDARS: Readonly<Record<string, object>> = {
  lisbon: { holidays: { country: "PT" }, daysOff: ["2031-03-17"] },
  newyork: { holidays: { country: "US" }, daysOff: ["2031-03-12"] },
  riyadh: { days: ["sun", "mon", "tue", "wed", "thu"], daysOff: ["2031-03-11", "03-24", "03-25"] },
};

/** Whoever stands behind each agent; each agent is of one team. */
export const AGENT_OF: Readonly<Record<string, string>> = {
  ana: "debug",
  rui: "code",
  ines: "architect",
  joe: "refactor",
  kim: "documentation_writer",
  lee: "security_reviewer",
  omar: "devops",
  sara: "test_writer",
  zaid: "performance",
};

/** Who is behind the names in the levels of the rules. */
export const TARGETS: Readonly<Record<string, readonly string[]>> = {
  architect: ["ines"],
  orchestrator: ["joe"],
  external_expert: ["sara"],
  approver: ["ana", "lee"],
};

export function accountOf(person: string): string {
  return `U-${person}`;
}

function meeting(weekday: number, at: string) {
  return { day: NAMES[weekday - 1], at };
}

export const CONFIG = Config.parse({
  organisation: { timeZone: "Europe/Lisbon" },
  teams: TEAMS.map(({ id, zone, members, standupAt, askAt, report, weekBegins }) => ({
    id,
    name: id,
    timeZone: zone,
    calendar: CALENDARS[id],
    members,
    standup: { at: standupAt, askAt, remindAfterMinutes: [60] },
    sprint: {
      planning: meeting(weekBegins, "09:00"),
      review: meeting(3, "14:00"),
      retrospective: meeting(report.weekday, "15:00"),
      report: meeting(report.weekday, report.at),
    },
  })),
  people: Object.entries(AGENT_OF).map(([id, agent]) => ({
    id,
    name: id,
    accounts: { console: accountOf(id) },
    agents: [agent],
    // One of the people in Lisbon lives in New York, with the days off of Lisbon.
    ...(id === "rui" ? { timeZone: "America/New_York" } : {}),
  })),
  channels: TEAMS.flatMap(({ id }) =>
    ["requests", "standup", "reports", "escalations"].map((purpose) => ({
      id: `${id}-${purpose}`,
      platform: "console",
      channel: `#${id}-${purpose}`,
      purpose,
      team: id,
    })),
  ),
  escalation: { targets: TARGETS, quietHours: QUIET },
});

export function teamOf(person: string): TeamFacts {
  const team = TEAMS.find(({ members }) => members.includes(person));
  if (team === undefined) throw new RangeError(`${person} is in no team`);
  return team;
}

export function zoneOf(person: string): string {
  return person === "rui" ? "America/New_York" : teamOf(person).zone;
}

/** Everybody is away once for some whole days, as far as chance wants it. */
export function randomAbsences(random: () => number, days: number): Absence[] {
  return Object.keys(AGENT_OF).flatMap((personId): Absence[] => {
    if (random() < 0.25) return [];
    const first = DateTime.fromISO(FIRST_DAY, { zone: zoneOf(personId) }).plus({
      days: Math.floor(random() * days),
    });
    const last = first.plus({ days: 1 + Math.floor(random() * 7) });
    return [{ personId, fromMs: first.toMillis(), untilMs: last.toMillis(), source: "command" }];
  });
}
