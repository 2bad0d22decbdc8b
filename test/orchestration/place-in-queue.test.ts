import fc from "fast-check";
import { expect, test } from "vitest";
import { agedPlace, placeInQueue } from "../../src/orchestration/place-in-queue.ts";
import { agePriorities } from "../../src/tasks/age-priorities.ts";
import { assignmentJob, assignmentsOf } from "../../src/tasks/assignment-job.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock, DAY, HOUR, MINUTE } from "../store-contract/contract-kit.ts";
import { aTask, nextVersion } from "../store-contract/samples.ts";
import { shipped } from "./shipped.ts";

const rules = shipped.rules.priority;
const anyScore = fc.double({ min: 0.04, max: 75, noNaN: true });

test.each([
  [75, "urgent", 10],
  [8, "urgent", 55],
  [7.999, "high", 100],
  [6, "high", 325],
  [4, "high", 550],
  [1.5, "normal", 5500],
  [0.04, "low", 53_800],
])("a score of %d stands in the band %s at %i", (score, band, queuePriority) => {
  expect(placeInQueue(score, 0, rules)).toEqual({ band, queuePriority });
});

test.each([
  [3, 1, "high", 100],
  [3, 2, "urgent", 10],
  [3, 3, "urgent", 9],
  [3, 99, "urgent", 2],
  [9, 1, "urgent", 9],
])("a score of %d bumped %i times stands at the front of %s, at %i", (score, bumps, band, queuePriority) => {
  expect(placeInQueue(score, bumps, rules)).toEqual({ band, queuePriority });
});

test("a higher score never stands behind a lower one", () => {
  fc.assert(
    fc.property(anyScore, anyScore, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(placeInQueue(high, 0, rules).queuePriority).toBeLessThanOrEqual(
        placeInQueue(low, 0, rules).queuePriority,
      );
    }),
  );
});

test("waiting only ever takes a task forward, and after firstWithin before every new one, bumped or not", () => {
  const anyWait = fc.integer({ min: 0, max: 20 * DAY });
  const within: Readonly<Record<string, number>> = {
    urgent: HOUR,
    high: 8 * HOUR,
    normal: 3 * DAY,
    low: 7 * DAY,
  };
  fc.assert(
    fc.property(
      anyScore,
      anyScore,
      fc.tuple(fc.nat(20), anyWait, anyWait),
      (score, other, [bumps, one, more]) => {
        const place = placeInQueue(score, 0, rules);
        const early = agedPlace(place, one, rules);
        expect(agedPlace(place, one + more, rules)).toBeLessThanOrEqual(early);
        expect(early).toBeLessThanOrEqual(place.queuePriority);
        const bound = within[place.band] ?? 0;
        const fresh = agedPlace(placeInQueue(other, bumps, rules), 0, rules);
        expect(agedPlace(place, bound, rules)).toBeLessThan(fresh);
      },
    ),
  );
});

test("a place that has not waited long enough is never the first", () => {
  expect(agedPlace({ band: "urgent", queuePriority: 2 }, 59 * MINUTE, rules)).toBe(2);
  expect(agedPlace({ band: "urgent", queuePriority: 2 }, 60 * MINUTE, rules)).toBe(1);
});

/** One worker, one job a quarter of an hour, and before each a new task of a higher band. */
async function hoursUntilServed(band: string, newBand: string): Promise<number> {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const jobs = createFakeJobQueue();
  const placeOfBand = (name: string) => rules.bands.find((one) => one.name === name)?.queuePriority ?? 1;
  let last = 0;
  const submit = async (name: string) => {
    last += 1;
    const sample = aTask(`T${last}`);
    const task = {
      ...sample,
      priority: { ...sample.priority, band: name, queuePriority: placeOfBand(name) },
      createdAt: new Date(clock.now()).toISOString(),
    };
    await store.commit({ task });
    for (const assignment of assignmentsOf(task)) await jobs.add(assignmentJob(task, assignment));
  };
  await submit(band);
  const startMs = clock.now();
  for (let round = 0; round < 2_000; round += 1) {
    await submit(newBand);
    await agePriorities({ store, jobs, rules, nowMs: clock.now() });
    const taken = jobs.takeNext("agent.run");
    const id = taken?.id.split("-")[0] ?? "";
    if (id === "T1") return (clock.now() - startMs) / HOUR;
    const task = await store.tasks.get(id);
    if (task !== undefined) await store.commit({ task: nextVersion(task, { state: "done" }) });
    if (taken !== undefined) await jobs.remove("agent.run", taken.id);
    if (taken !== undefined) jobs.finish("agent.run", taken.id, "completed");
    clock.advance(15 * MINUTE);
  }
  return Infinity;
}

test.each([
  ["low", "urgent", 7 * 24],
  ["normal", "urgent", 3 * 24],
  ["high", "urgent", 8],
  ["low", "high", 7 * 24],
])("a %s task passes an endless stream of %s ones within %i h", async (band, newBand, bound) => {
  const hours = await hoursUntilServed(band, newBand);

  expect(hours).toBeGreaterThan(1);
  expect(hours).toBeLessThanOrEqual(bound);
});

test("a job keeps its place until its task has earned another one, and ended tasks are left alone", async () => {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const jobs = createFakeJobQueue();
  const createdAt = new Date(clock.now()).toISOString();
  for (const [id, state] of [
    ["T1", "queued"],
    ["T2", "done"],
  ] as const) {
    const task = aTask(id, {
      createdAt,
      state,
      priority: { ...aTask(id).priority, band: "low", queuePriority: 10_000 },
    });
    await store.commit({ task });
    for (const assignment of assignmentsOf(task)) await jobs.add(assignmentJob(task, assignment));
  }
  const age = async () => agePriorities({ store, jobs, rules, nowMs: clock.now() });

  const moved = [await age()];
  clock.advance(DAY);
  moved.push(await age(), await age());

  expect(moved).toEqual([0, 1, 0]);
  expect(await jobs.waitingJobs("agent.run", 10)).toEqual([
    { id: "T1-r1-a1", priority: 9_000 },
    { id: "T2-r1-a1", priority: 10_000 },
  ]);
});
