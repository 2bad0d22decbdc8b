import { expect, test } from "vitest";
import { Config } from "../../src/config/config.ts";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import { lookForTriggers } from "../../src/escalations/triggers/look-for-triggers.ts";
import type { NewEvent } from "../../src/events/event.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { limitChanges } from "../../src/workflow/limit-changes.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createLadderKit } from "./ladder-kit.ts";

const PROBLEM = '"Work" was not passed within its limit: two tests fail';
const FAILED: NewEvent = {
  type: "stage.judged",
  taskId: "T1",
  data: { stage: "s1", outcome: "failed", reports: [{ id: "testing", verdict: "failed" }] },
};

/** The stage of a critical task that fails its gates, and what its plan writes when that is its limit. */
async function setUp() {
  const kit = createLadderKit();
  const { store, deps, escalations, clock } = kit;
  const task = teamTask("T1", "code");
  await store.commit({
    task: { ...task, state: "running", route: { ...task.route, complexity: "critical" } },
  });
  const emergency = Config.parse({}).escalation.emergency;
  const emergencies = createEmergencies({ ...deps, escalations, config: emergency, nameOf: (id) => id });
  const triggers = () => shipped.playbook.triggers.triggers;
  const looking = { ...deps, escalations, emergencies, triggers, keepDays: 90, log: silentLogger };
  const effect = { type: "escalate", stage: "s1", trigger: "quality_concern", problem: PROBLEM } as const;
  return {
    ...kit,
    async fail() {
      await store.commit({ events: [FAILED] });
      await lookForTriggers(looking);
    },
    reachLimit: async () =>
      store.commit({ documents: limitChanges({ task, effects: [effect] }, clock.now()) }),
    async pass() {
      await store.commit({ events: [{ ...FAILED, data: { stage: "s1", outcome: "passed" } }] });
      await lookForTriggers(looking);
    },
    /** Ids of the cards in the channel. */
    async cards() {
      const all = await takeDeliveries(store);
      return new Set(
        all.flatMap((each) => (each.kind === "live" && each.to.channel === "#help" ? each.id : [])),
      );
    },
  };
}

test("a critical stage that fails its gates until its limit is one matter with one card", async () => {
  const { escalations, fail, reachLimit, ring, cards } = await setUp();
  await fail();
  await ring();

  await reachLimit();
  await ring();

  const open = await escalations.open();
  expect(open).toMatchObject([{ no: 1, count: 2, trigger: "quality_concern" }]);
  expect(open[0]?.askedOf).toContain("truth_validator");
  expect(open[0]?.attempts).toContain("0 times at its gates, 0 times for changes");
  expect((await cards()).size).toBe(1);
});

test.each(["before", "after"])(
  "a gate that is seen to fail %s the limit has told of itself is the same matter",
  async (when) => {
    const { escalations, fail, reachLimit, ring, cards } = await setUp();
    await reachLimit();
    if (when === "after") await ring();

    await fail();
    await ring();

    expect(await escalations.open()).toMatchObject([{ no: 1, count: 2 }]);
    expect((await cards()).size).toBe(1);
  },
);

test("a limit that was reached is settled when the stage passes its gates after all", async () => {
  const { escalations, reachLimit, ring, pass } = await setUp();
  await reachLimit();
  await ring();

  await pass();

  expect((await escalations.find("E1"))?.settled?.cause).toBe("the gates are passed");
});

test("a limit that is reached after the matter was settled is another one", async () => {
  const { escalations, fail, reachLimit, ring } = await setUp();
  await fail();
  await ring();
  await escalations.act("E1", { type: "resolved", by: "ada", cause: "the test is mended" });

  await reachLimit();
  await ring();

  expect(await escalations.open()).toMatchObject([{ no: 2, problem: PROBLEM, count: 1 }]);
});
