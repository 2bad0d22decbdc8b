import { DateTime } from "luxon";
import type { LoggedEvent } from "../../src/events/event.ts";
import type { Almanac } from "./almanac.ts";
import { momentOf } from "./almanac.ts";
import { accountOf, FIRST_DAY, TEAMS, zoneOf } from "./quarter-setting.ts";
import type { TeamFacts } from "./quarter-setting.ts";
import type { Post } from "./quarter-world.ts";

const ON_TIME_MS = 1_000;

export interface Passed {
  readonly events: readonly LoggedEvent[];
  readonly posts: readonly Post[];
  readonly teamOfTask: ReadonlyMap<string, TeamFacts>;
  readonly almanac: Almanac;
  readonly startMs: number;
  readonly endMs: number;
}

function datesOf({ startMs, endMs }: Passed): string[] {
  const days = Math.round((endMs - startMs) / 86_400_000) + 2;
  return Array.from({ length: days }, (_, day) => addDays(FIRST_DAY, day - 1));
}

function addDays(date: string, days: number): string {
  return DateTime.fromISO(date).plus({ days }).toFormat("yyyy-MM-dd");
}

/** What is missing, what is there without reason, and what was not in its time: by name and moment. */
function compare(
  what: string,
  expected: ReadonlyMap<string, number>,
  found: readonly (readonly [string, number])[],
) {
  const problems: string[] = [];
  const seen = new Map<string, number>();
  for (const [name, atMs] of found) {
    const dueMs = expected.get(name);
    if (seen.has(name)) problems.push(`${what} ${name} twice`);
    if (dueMs === undefined) problems.push(`${what} ${name} for no reason`);
    else if (atMs < dueMs || atMs > dueMs + ON_TIME_MS)
      problems.push(
        `${what} ${name} at ${new Date(atMs).toISOString()}, due ${new Date(dueMs).toISOString()}`,
      );
    seen.set(name, atMs);
  }
  for (const name of expected.keys()) if (!seen.has(name)) problems.push(`no ${what} ${name}`);
  return problems;
}

function expectedStandups(passed: Passed): Map<string, number> {
  const { almanac, startMs, endMs } = passed;
  const all = TEAMS.flatMap((team) =>
    datesOf(passed)
      .filter((date) => almanac.isTeamDay(team, date))
      .map((date) => [`${team.id}.${date}`, momentOf(date, team.standupAt, team.zone)] as const),
  );
  return new Map(all.filter(([, atMs]) => atMs > startMs && atMs <= endMs));
}

/** Every standup once, on exactly the days and at the times of the almanac, and nothing else in its channel. */
export function checkStandups(passed: Passed): {
  readonly problems: readonly string[];
  readonly count: number;
} {
  const expected = expectedStandups(passed);
  const logged = passed.events.filter(({ type }) => type === "standup.posted");
  const found = logged.map(
    ({ data, at }) => [`${String(data["team"])}.${String(data["date"])}`, Date.parse(at)] as const,
  );
  const withText = new Map(
    logged
      .filter(({ data }) => data["isEmpty"] === false)
      .map(({ data }) => `${String(data["team"])}.${String(data["date"])}`)
      .map((name) => [name, expected.get(name) ?? 0]),
  );
  const said = passed.posts
    .filter(({ id, channel }) => id.startsWith("standup.") && channel.endsWith("-standup"))
    .map(({ id, atMs }) => [id.split(".").slice(1, 3).join("."), atMs] as const);
  const missed = passed.events.filter(({ type }) => type === "meeting.missed");
  return {
    problems: [
      ...compare("standup", expected, found),
      ...compare("post of the standup", withText, said),
      ...missed.map(({ data }) => `missed ${String(data["key"])} of ${String(data["team"])}`),
    ],
    count: said.length,
  };
}

/** Everybody who works on a day of their team is asked once, by their own clock. */
export function checkQuestions(passed: Passed): {
  readonly problems: readonly string[];
  readonly count: number;
} {
  const { almanac, startMs, endMs } = passed;
  const all = TEAMS.flatMap((team) =>
    datesOf(passed)
      .filter((date) => almanac.isTeamDay(team, date))
      .flatMap((date) =>
        team.members
          .filter((person) => almanac.isPersonDay(person, date))
          .map(
            (person) =>
              [
                `${team.id}.${date}.@${accountOf(person)}`,
                momentOf(date, team.askAt, zoneOf(person)),
              ] as const,
          ),
      ),
  );
  const expected = new Map(all.filter(([, atMs]) => atMs > startMs && atMs <= endMs));
  const found = passed.posts
    .filter(({ id }) => /^standup\.[^.]+\.[^.]+\.ask\./u.test(id))
    .map(({ id, channel, atMs }) => [`${id.split(".").slice(1, 3).join(".")}.${channel}`, atMs] as const);
  return { problems: compare("question", expected, found), count: found.length };
}

function reportDate(
  { report, weekBegins }: TeamFacts,
  week: string,
  isOn: (date: string) => boolean,
): string | undefined {
  const days = Array.from({ length: 7 }, (_, day) => addDays(week, day));
  const wanted = addDays(week, (report.weekday - weekBegins + 7) % 7);
  const earlier = days.filter((date) => date <= wanted).toReversed();
  return [...earlier, ...days.filter((date) => date > wanted)].find(isOn);
}

function expectedReports(passed: Passed): Map<string, number> {
  const { almanac, startMs, endMs } = passed;
  const all = TEAMS.flatMap((team) =>
    datesOf(passed)
      .filter((date) => DateTime.fromISO(date).weekday === team.weekBegins)
      .flatMap((week) => {
        const date = reportDate(team, week, (day) => almanac.isTeamDay(team, day));
        return date === undefined
          ? []
          : [[`${team.id}.${week}`, momentOf(date, team.report.at, team.zone)] as const];
      }),
  );
  return new Map(all.filter(([, atMs]) => atMs > startMs && atMs <= endMs));
}

const END: Readonly<Record<string, string>> = {
  "task.done": "done",
  "task.failed": "failed",
  "task.cancelled": "cancelled",
};

/** What a team's week has to say, counted from the log as it was when the report was made. */
function recount(passed: Passed, team: TeamFacts, week: string, untilId: string) {
  const [fromMs, toMs] = [week, addDays(week, 7)].map((date) => momentOf(date, "00:00", team.zone));
  const before = passed.events.slice(
    0,
    passed.events.findIndex(({ id }) => id === untilId),
  );
  const ours = before.filter(
    ({ taskId }) => taskId === undefined || passed.teamOfTask.get(taskId)?.id === team.id,
  );
  const isInside = ({ at }: LoggedEvent): boolean =>
    Date.parse(at) >= (fromMs ?? 0) && Date.parse(at) < (toMs ?? 0);
  const inside = ours.filter(isInside);
  const ends = new Map(
    inside.flatMap(({ type, taskId }) => (END[type] === undefined ? [] : [[taskId, END[type]]])),
  );
  const open = new Map<string, string | undefined>();
  const total = { raised: 0, cleared: 0 };
  const last = new Map<string | undefined, unknown>();
  let handoffs = 0;
  for (const event of ours) {
    const { type, taskId, data } = event;
    const name = type.startsWith("escalation.") ? String(data["id"]) : `approval ${taskId}`;
    const close = (key: string): void => {
      if (open.delete(key) && isInside(event)) total.cleared += 1;
    };
    if (type === "escalation.raised" || type === "stage.approval_asked") {
      open.set(name, taskId);
      if (isInside(event)) total.raised += 1;
    }
    if (type === "escalation.resolved" || type === "stage.approved") close(name);
    const isOver = END[type] !== undefined && type !== "task.failed";
    const left = isOver ? [...open].filter(([, task]) => task === taskId) : [];
    left.forEach(([key]) => close(key));
    if (type === "assignment.done") last.set(taskId, data["agent"]);
    if (type !== "assignment.started") continue;
    if (isInside(event) && last.has(taskId) && last.get(taskId) !== data["agent"]) handoffs += 1;
  }
  const count = (how: string): number => [...ends.values()].filter((end) => end === how).length;
  return {
    done: count("done"),
    failed: count("failed"),
    opened: inside.filter(({ type }) => type === "task.created").length,
    handoffs,
    "sent back": inside.filter(({ type }) => type === "stage.sent_back").length,
    "blockers raised": total.raised,
    cleared: total.cleared,
  };
}

function figuresIn(text: string): (what: string) => number {
  const [, summary = ""] = text.split("\n");
  return (what) => Number(new RegExp(`\\*{0,2}(\\d+)\\*{0,2} ${what}`, "u").exec(summary)?.[1] ?? 0);
}

/** Every weekly report once and in its time, with the totals that the log has. */
export function checkReports(passed: Passed): {
  readonly problems: readonly string[];
  readonly count: number;
} {
  const logged = passed.events.filter(({ type }) => type === "report.posted");
  const nameOf = ({ data }: LoggedEvent): string => `${String(data["team"])}.${String(data["week"])}`;
  const problems = compare(
    "report",
    expectedReports(passed),
    logged.map((event) => [nameOf(event), Date.parse(event.at)] as const),
  );
  for (const event of logged) {
    const posts = passed.posts.filter(({ id }) => id.startsWith(`weekly.${nameOf(event)}.`));
    const team = TEAMS.find(({ id }) => id === event.data["team"]);
    const [post] = posts;
    if (post === undefined || team === undefined || posts.length > 1) {
      problems.push(`${posts.length} posts of report ${nameOf(event)}`);
      continue;
    }
    const said = figuresIn(post.text);
    for (const [what, count] of Object.entries(recount(passed, team, String(event.data["week"]), event.id)))
      if (said(what) !== count)
        problems.push(`report ${nameOf(event)} says ${said(what)} ${what}, not ${count}`);
  }
  return { problems, count: logged.length };
}
