import type { Escalation } from "../../src/escalations/escalation.ts";
import { readEscalations } from "../../src/escalations/escalation.ts";
import type { LoggedEvent } from "../../src/events/event.ts";
import { eventsAfter } from "../../src/standups/read-team-work.ts";
import type { Store } from "../../src/store/store.ts";
import { seededRandom } from "../seeded-random.ts";
import { createAlmanac } from "./almanac.ts";
import { checkEmergencies } from "./check-emergencies.ts";
import { checkLadder } from "./check-ladder.ts";
import { checkQuestions, checkReports, checkStandups } from "./check-meetings.ts";
import { DAY_MS, randomAbsences, START_MS } from "./quarter-setting.ts";
import { planEmergencies } from "./quarter-emergencies.ts";
import { planStory } from "./quarter-story.ts";
import { createWorld } from "./quarter-world.ts";
import type { World } from "./quarter-world.ts";

const LOOK_MS = 6 * 3_600_000;

export interface QuarterOptions {
  readonly seed: number;
  readonly weeks: number;
  readonly tasks: number;
}

export interface QuarterReport {
  readonly seed: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

function planLooks(world: World, endMs: number): void {
  for (let atMs = START_MS + LOOK_MS; atMs <= endMs; atMs += LOOK_MS)
    world.plan({
      atMs,
      async run() {
        await world.byABot(async (bot) => bot.look());
        if ((atMs - START_MS) % DAY_MS === 0) await world.byABot(async (bot) => bot.tend());
        await world.audit();
      },
    });
}

async function logOf(store: Store): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  await eventsAfter("0", store, (page) => void events.push(...page));
  return events;
}

/** So many weeks of three teams, with everything that chance brings, and what of the promises did not hold. */
export async function runQuarter({ seed, weeks, tasks }: QuarterOptions): Promise<QuarterReport> {
  const random = seededRandom(seed);
  const days = weeks * 7;
  const endMs = START_MS + days * DAY_MS;
  const absences = randomAbsences(random, days);
  const world = createWorld({ random, absences, deadliness: 0.02 });
  await world.open();
  const teamOfTask = planStory({ world, random, days, tasks });
  const planned = planEmergencies(world, { seed, days, count: weeks });
  planLooks(world, endMs);
  await world.byABot(async (bot) => bot.tend());
  await world.passTo(endMs);

  const events = await logOf(world.store);
  const kept: Escalation[] = (await readEscalations(world.store)).map(({ escalation }) => escalation);
  const almanac = createAlmanac(absences);
  const passed = { events, posts: [...world.posts.values()], teamOfTask, almanac, startMs: START_MS, endMs };
  const ladder = checkLadder(events, kept, { almanac, endMs });
  const emergencies = checkEmergencies(planned, { ...passed, kept });
  const [standups, questions, reports] = [checkStandups, checkQuestions, checkReports].map((check) =>
    check(passed),
  );
  return {
    seed,
    counts: {
      tasks,
      ...world.counts,
      events: events.length,
      escalations: kept.length,
      ...ladder.steps,
      emergencies: emergencies.count,
      statuses: emergencies.updates,
      standups: standups?.count ?? 0,
      questions: questions?.count ?? 0,
      reports: reports?.count ?? 0,
    },
    problems: [
      ...world.failures.map((error) => `a bot failed: ${String(error)}`),
      ...ladder.problems,
      ...emergencies.problems,
      ...[standups, questions, reports].flatMap((check) => check?.problems ?? []),
    ],
  };
}
