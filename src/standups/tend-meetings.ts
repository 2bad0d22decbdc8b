import type { WorkClock } from "../calendar/work-clock.ts";
import { runPlanning } from "../sprint/run-planning.ts";
import { runRetrospective, runReview } from "../sprint/run-week-meetings.ts";
import type { SprintDeps } from "../sprint/sprint-deps.ts";
import { runWeeklyReport } from "../reports/make-weekly.ts";
import type { Changes } from "../store/store.ts";
import { takeTimer, timerChange, readTimer } from "../timers/timer.ts";
import type { Timer } from "../timers/timer.ts";
import { askPerson, remindPerson } from "./ask-person.ts";
import { listOccasions } from "./list-occasions.ts";
import { bookChange, readBook, storedAs } from "./meeting-book.ts";
import type { MeetingBook, StoredBook } from "./meeting-book.ts";
import type { MeetingTeam } from "./meeting-team.ts";
import { renderMissed } from "./missed-digest.ts";
import { isMissedAloud } from "./occasion.ts";
import type { Occasion } from "./occasion.ts";
import { postStandup } from "./post-standup.ts";
import { runDailyStep, teamPosts } from "./run-daily-step.ts";
import { listSessions, noSessionChange, readSession } from "./standup-session.ts";

/** The timer of a team's meetings; its id is that of the team. */
export const MEETING_TIMER = "meeting.due";

const DAY_MS = 86_400_000;
/** How far ahead the next meeting is looked for: over any holidays. */
const AHEAD_MS = 30 * DAY_MS;
const KEEP_SESSIONS = 30;

interface Step extends Pick<Changes, "documents" | "deliveries" | "events"> {
  readonly book?: MeetingBook;
}

async function runOccasion(
  occasion: Occasion,
  at: { readonly team: MeetingTeam; readonly book: MeetingBook },
  deps: SprintDeps,
): Promise<Step> {
  switch (occasion.kind) {
    case "ask":
      return askPerson(occasion, at, deps);
    case "remind":
      return remindPerson(occasion, at, deps);
    case "standup": {
      const session = await readSession({ team: at.team.id, date: occasion.date }, deps.store);
      // Somebody has posted it earlier, or the team does without.
      return session.session.state === "open" ? postStandup(session, at, deps) : {};
    }
    case "step":
      return runDailyStep(occasion, at, deps);
    case "planning":
      return runPlanning(occasion, at, deps);
    case "review":
      return runReview(occasion, at, deps);
    case "retrospective":
      return runRetrospective(occasion, at, deps);
    case "report":
      return runWeeklyReport(occasion, at, deps);
  }
}

async function wishedTimes(team: MeetingTeam, deps: SprintDeps): Promise<Map<string, string>> {
  const wishes = await Promise.all(
    team.members.map(async (id) => [id, (await deps.wishesOf(id)).standupAt] as const),
  );
  return new Map(wishes.flatMap(([id, at]) => (at === undefined ? [] : [[id, at] as const])));
}

interface Lister {
  (span: { readonly fromMs: number; readonly toMs: number }): Occasion[];
}

async function listerOf(team: MeetingTeam, workClock: WorkClock, deps: SprintDeps): Promise<Lister> {
  const times = await wishedTimes(team, deps);
  const context = { workClock, cadence: deps.cadence(), askAt: (person: string) => times.get(person) };
  return (span) => listOccasions(team, span, context);
}

/** Tells of everything that was missed at once; undefined when somebody else was quicker. */
async function tellMissed(
  missed: readonly Occasion[],
  team: MeetingTeam,
  at: StoredBook,
  deps: SprintDeps,
): Promise<StoredBook | undefined> {
  const aloud = missed.filter(isMissedAloud);
  const book = { ...at.book, handled: [...at.book.handled, ...missed.map(({ key }) => key)] };
  const last = aloud.at(-1)?.key ?? "";
  const written = await deps.store.commit({
    documents: [bookChange(book, at.stored)],
    ...(aloud.length === 0
      ? {}
      : {
          events: aloud.map(({ key }) => ({ type: "meeting.missed", data: { team: team.id, key } }) as const),
          deliveries: teamPosts(`missed.${team.id}.${last}`, renderMissed(team.name, aloud), { team, deps }),
        }),
  });
  return written === "committed" ? storedAs(book) : undefined;
}

/** Takes one step; undefined when somebody else was quicker. */
async function take(
  occasion: Occasion,
  team: MeetingTeam,
  at: StoredBook,
  deps: SprintDeps,
): Promise<StoredBook | undefined> {
  const { book: changed, ...step } = await runOccasion(occasion, { team, book: at.book }, deps);
  const book = { ...(changed ?? at.book), handled: [...at.book.handled, occasion.key] };
  const written = await deps.store.commit({
    ...step,
    documents: [...(step.documents ?? []), bookChange(book, at.stored)],
  });
  return written === "committed" ? storedAs(book) : undefined;
}

/** Old sessions go, and the book forgets what lies before it. */
async function tidy(
  team: MeetingTeam,
  at: StoredBook,
  due: readonly Occasion[],
  deps: SprintDeps,
): Promise<void> {
  const nowMs = deps.clock.now();
  const kept = new Set(due.filter(({ dueMs }) => dueMs > nowMs - DAY_MS).map(({ key }) => key));
  const handled = at.book.handled.filter((key) => kept.has(key));
  const isRecent = at.book.fromMs > nowMs - 3 * DAY_MS;
  if (at.stored !== null && isRecent && handled.length === at.book.handled.length) return;
  const book = { ...at.book, fromMs: Math.max(at.book.fromMs, nowMs - DAY_MS), handled };
  const old = (await listSessions(team.id, deps.store)).slice(KEEP_SESSIONS);
  await deps.store.commit({ documents: [bookChange(book, at.stored), ...old.map(noSessionChange)] });
}

/**
 * Does everything that is due for a team, each thing once however many do this at the same time, and returns when
 * something is due next. What is too late is told of and not made up for.
 */
export async function tendTeam(team: MeetingTeam, deps: SprintDeps): Promise<number | undefined> {
  const nowMs = deps.clock.now();
  const list = await listerOf(team, await deps.workClock(), deps);
  let at = await readBook(team.id, nowMs, deps.store);
  const all = list({ fromMs: at.book.fromMs, toMs: nowMs });
  const due = all.filter(({ key }) => !at.book.handled.includes(key));
  const missed = due.filter(({ dueMs, graceMs }) => nowMs - dueMs > graceMs);
  const steps = due.filter((occasion) => !missed.includes(occasion));
  if (missed.length > 0) {
    const next = await tellMissed(missed, team, at, deps);
    if (next === undefined) return nextDue(list, nowMs);
    at = next;
  }
  const failures: unknown[] = [];
  for (const occasion of steps) {
    const next = await take(occasion, team, at, deps).catch((error: unknown) => {
      failures.push(error);
      return at;
    });
    // Another bot is at it, or an answer came in between: whoever looks next goes on.
    if (next === undefined) return nowMs;
    at = next;
  }
  // What failed is tried again until its grace is over, and holds up nothing else.
  if (failures.length > 0) throw failures[0];
  await tidy(team, at, all, deps);
  return nextDue(list, nowMs);
}

function nextDue(list: Lister, nowMs: number): number | undefined {
  for (let days = 2; ; days *= 4) {
    const span = { fromMs: nowMs, toMs: nowMs + Math.min(days * DAY_MS, AHEAD_MS) };
    const [next] = list(span);
    if (next !== undefined || span.toMs >= nowMs + AHEAD_MS) return next?.dueMs;
  }
}

/** When to look again though nothing is due: absences and holidays change. */
function lookAt(nextMs: number | undefined, nowMs: number): number {
  return Math.max(nowMs + 1_000, Math.min(nextMs ?? Infinity, nowMs + DAY_MS));
}

/** The timer that has the standup of a date posted at once, whatever its time is. */
export function postNowTimer(team: string, date: string, nowMs: number): Timer {
  return { kind: MEETING_TIMER, id: team, dueMs: nowMs, data: { post: date } };
}

async function postEarly(date: string, team: MeetingTeam, deps: SprintDeps): Promise<void> {
  const at = await readBook(team.id, deps.clock.now(), deps.store);
  const session = await readSession({ team: team.id, date }, deps.store);
  if (session.session.state !== "open") return;
  const { documents, deliveries, events, book } = await postStandup(session, { team, book: at.book }, deps);
  await deps.store.commit({ documents: [...documents, bookChange(book, at.stored)], deliveries, events });
}

/** The timer of a team's meetings has rung: does what is due, and sets it for what comes next. */
export async function fireMeetings(timer: Timer, deps: SprintDeps): Promise<Timer | undefined> {
  const team = deps.teams.find(({ id }) => id === timer.id);
  if (team === undefined) {
    await deps.store.commit({ documents: [takeTimer(timer)] });
    return undefined;
  }
  const post = timer.data?.["post"];
  if (typeof post === "string") await postEarly(post, team, deps);
  const dueMs = lookAt(await tendTeam(team, deps), deps.clock.now());
  const written = await deps.store.commit({ documents: [takeTimer(timer, { dueMs })] });
  return written === "committed" ? { kind: MEETING_TIMER, id: team.id, dueMs } : undefined;
}

/** Looks at every team, as at the start: does what is due, and returns the timers that were set anew. */
export async function tendMeetings(deps: SprintDeps): Promise<Timer[]> {
  const set: Timer[] = [];
  for (const team of deps.teams) {
    if (team.standup === undefined && team.sprint === undefined) continue;
    const dueMs = lookAt(await tendTeam(team, deps), deps.clock.now());
    const stored = await readTimer(MEETING_TIMER, team.id, deps.store);
    // One that is due already is fired by whoever hears it, with what it carries.
    if (stored !== undefined && stored.dueMs <= dueMs) continue;
    const timer = { kind: MEETING_TIMER, id: team.id, dueMs };
    await deps.store.commit({ documents: [timerChange(timer)] });
    set.push(timer);
  }
  return set;
}
