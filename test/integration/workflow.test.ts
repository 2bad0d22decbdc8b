import { expect, inject, test } from "vitest";
import { runPlans } from "../chaos/run-plans.ts";

test(
  "random plans under kills, retries, reassignments and cancellations each end once, in order, with nothing left over",
  { timeout: 600_000 },
  async () => {
    const report = await runPlans({
      redisUrl: inject("redisUrl"),
      seed: 20_310_303,
      plans: 15,
      workers: 2,
      kills: 4,
      changes: 60,
      paceMs: 120,
      workMs: 60,
      patienceMs: 300_000,
    });

    expect(report).toMatchObject({
      ended: 15,
      open: [],
      endedTwice: [],
      doubleResults: [],
      early: [],
      orphans: [],
    });
    expect(report.changed).toBeGreaterThan(10);
  },
);
