import { expect, test } from "vitest";
import { createEmergencies } from "../../src/emergency/create-emergencies.ts";
import { createEmergencyTimer } from "../../src/emergency/create-emergency-timer.ts";
import { lookForTriggers } from "../../src/escalations/triggers/look-for-triggers.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { listTimers } from "../../src/timers/timer.ts";
import type { NewEvent } from "../../src/events/event.ts";
import type { Task } from "../../src/tasks/task.ts";
import { textsOf, takeDeliveries } from "../conversation/conversation-kit.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { shipped } from "../orchestration/shipped.ts";
import { nextVersion } from "../store-contract/samples.ts";
import { aMatter, createLadderKit, storyOf } from "./ladder-kit.ts";

async function setUp(task: Task = teamTask("T1", "code")) {
  const kit = createLadderKit();
  const { clock } = kit;
  const { store, timers, places, workClock, rules, config, coordinationOf } = kit.deps;
  const shared = { coordinationOf, store, clock, timers, places, workClock, escalations: kit.escalations };
  const emergency = { ...shared, config: config.escalation.emergency, nameOf: (id: string) => id };
  const emergencies = createEmergencies(emergency);
  await store.commit({ task });
  const triggers = () => shipped.playbook.triggers.triggers;
  const handlers = [kit.handler, kit.arrival, createEmergencyTimer(emergency)];
  return {
    ...kit,
    emergencies,
    look: async () => {
      await lookForTriggers({ ...shared, rules, emergencies, triggers, keepDays: 90, log: silentLogger });
      await kit.ring();
    },
    log: async (...events: readonly NewEvent[]) => store.commit({ events }),
    /** Rings emergencies too, from timer to timer. */
    async letPass(ms: number) {
      const endMs = clock.now() + ms;
      for (;;) {
        const [next] = await listTimers(store);
        if (next === undefined || next.dueMs > endMs) break;
        clock.advance(Math.max(0, next.dueMs - clock.now()));
        await fireTimer(next, { store, clock, handlers, timers });
      }
      clock.advance(endMs - clock.now());
    },
  };
}

test("a matter that is unresolved for a working day comes to the architect, whatever level it is at", async () => {
  const { escalations, passTo, look } = await setUp();
  await escalations.raise({ ...aMatter, type: "external" });

  await passTo("2031-03-03T16:59Z");
  await look();
  const before = await escalations.find("E1");
  await passTo("2031-03-03T17:00Z");
  await look();
  await look();

  const after = await escalations.find("E1");
  expect([before?.level, before?.askedOf.includes("architect")]).toEqual(["individual", false]);
  expect(after?.askedOf).toEqual(["code", "debug", "ada", "architect", "ines"]);
  expect(after?.trigger).toBe("technical_blocker");
});

test("more work than capacity asks for redistribution, and is settled once there is capacity again", async () => {
  const { store, escalations, log, look } = await setUp();
  const conflict = { kind: "conflict", id: "debug" };
  await store.commit({ documents: [{ ...conflict, value: "{}" }] });
  await log({ type: "resource.conflict", data: { resource: "debug", between: ["T1", "T2"] } });

  await look();
  await look();
  const [open] = await escalations.open();
  await store.commit({ documents: [{ ...conflict, value: null }] });
  await look();

  expect(open).toMatchObject({ trigger: "resource_constraint", count: 1 });
  expect(open?.askedOf).toContain("orchestrator");
  expect(await escalations.open()).toEqual([]);
});

test("an agent that keeps failing at a task brings in the truth_validator, from the third time on", async () => {
  const { escalations, log, look } = await setUp();
  const failed: NewEvent = { type: "assignment.failed", taskId: "T1", data: { agent: "debug", code: "x.y" } };

  await log(failed, failed);
  await look();
  const early = await escalations.open();
  await log(failed);
  await look();

  expect(early).toEqual([]);
  const [open] = await escalations.open();
  expect(open).toMatchObject({
    trigger: "quality_concern",
    taskId: "T1",
    type: "failed_gate",
    level: "team",
  });
  expect(open?.askedOf).toContain("truth_validator");
});

test("a slip calls the whole team together", async () => {
  const { escalations, log, look } = await setUp();
  const data = { milestone: "task 2.3", due: "2031-03-05", expected: "2031-03-12" };

  await log({ type: "milestone.slipped", data });
  await look();

  const [open] = await escalations.open();
  expect(open).toMatchObject({ trigger: "timeline_risk", level: "team" });
  expect(open?.askedOf).toContain("orchestrator");
});

test("a blocked task that nobody has helped for a working day is raised", async () => {
  const { escalations, clock, log, look } = await setUp();
  await log({ type: "task.blocked", taskId: "T1", data: { reason: "no key" } });
  await look();

  clock.advance(8 * 3_600_000);
  await look();

  expect(await escalations.open()).toMatchObject([
    { taskId: "T1", trigger: "technical_blocker", type: "missing_resource" },
  ]);
});

test("an approval that nobody answers is raised after its time, and settled when it is answered", async () => {
  const asking = teamTask("T1", "code");
  const [stage] = asking.plan.stages;
  if (stage === undefined) throw new Error("the task has no stage");
  const waits = {
    ...asking,
    plan: { ...asking.plan, stages: [{ ...stage, state: "awaiting_approval" as const }] },
  };
  const { store, escalations, clock, log, look } = await setUp(waits);
  await log({ type: "stage.approval_asked", taskId: "T1", data: { stage: "s1" } });

  await look();
  const early = await escalations.open();
  clock.advance(3_600_000);
  await look();
  const [open] = await escalations.open();
  await store.commit({ task: nextVersion(waits, { plan: asking.plan }) });
  await look();

  expect([early, await escalations.open()]).toEqual([[], []]);
  expect(open).toMatchObject({ type: "approval", stageId: "s1" });
});

test("a queue that nobody serves is raised once people were told, and settled when somebody does", async () => {
  const { store, escalations, clock, look } = await setUp();
  const alarm = (isTold: boolean) => ({
    kind: "queue-alarms",
    id: "agents-gpu",
    value: JSON.stringify({ sinceMs: clock.now(), isTold }),
  });
  await store.commit({ documents: [alarm(false)] });
  await look();
  const early = await escalations.open();

  await store.commit({ documents: [alarm(true)] });
  await look();
  const open = await escalations.open();
  await store.commit({ documents: [{ ...alarm(true), value: null }] });
  await look();

  expect([early.length, open.length, (await escalations.open()).length]).toEqual([0, 1, 0]);
  expect(open[0]?.problem).toBe("No worker serves the queue `agents-gpu`");
});

test("what was about a task is settled when the task is done", async () => {
  const { store, escalations, look } = await setUp();
  await escalations.raise(aMatter);

  await store.commit({ task: nextVersion(teamTask("T1", "code"), { state: "done" }) });
  await look();

  expect(await escalations.find("E1")).toMatchObject({ state: "settled", settled: { cause: "T1 is done" } });
});

test("an escalation that is gone from the store is told of within one look, once", async () => {
  const { store, escalations, look } = await setUp();
  await escalations.raise(aMatter);
  await store.commit({ documents: [{ kind: "escalations", id: aMatter.key, value: null }] });

  await look();
  await look();

  expect((await storyOf(store)).filter((line) => line.endsWith("lost"))).toHaveLength(1);
});

test("one whose timer is gone gets it back and goes on", async () => {
  const { store, escalations, ring, look } = await setUp();
  await escalations.raise(aMatter);
  await ring();
  const timer = (await listTimers(store)).find(({ kind }) => kind === "escalation");
  await store.commit({ documents: [{ kind: "timers", id: `${timer?.kind}/${timer?.id}`, value: null }] });

  await look();

  expect(await listTimers(store)).toContainEqual(timer);
});

test("those settled long ago are forgotten with their names", async () => {
  const { store, clock, escalations, look } = await setUp();
  await escalations.raise(aMatter);
  await escalations.act("E1", { type: "resolved", by: "ada", cause: "done" });

  clock.advance(91 * 86_400_000);
  await look();

  expect(await escalations.find("E1")).toBeUndefined();
  expect(await store.documents.get("escalations", aMatter.key)).toBeUndefined();
});

test("a critical incident is an emergency, with a status every half hour until it ends", async () => {
  const { store, escalations, emergencies, look, letPass } = await setUp();
  await escalations.raise({ ...aMatter, type: "incident", severity: "critical" });
  await look();
  await look();
  await emergencies.act("I1", { type: "noted", by: "ada", text: "the cable was changed" });
  await takeDeliveries(store);

  await letPass(65 * 60_000);
  const statuses = textsOf(await takeDeliveries(store)).filter((text) => text.includes("status after"));
  await emergencies.act("I1", { type: "ended", by: "ada", cause: "a cable" });
  await letPass(65 * 60_000);

  // In the thread and in the channel for escalations.
  const heads = statuses.map((text) => text.split("\n")[0]);
  expect(heads.filter((text) => text === "**I1**, status after 30 min:")).toHaveLength(2);
  expect(heads.filter((text) => text === "**I1**, status after 1 h:")).toHaveLength(2);
  expect(statuses[0]).toContain("ada: the cable was changed");
  expect(textsOf(await takeDeliveries(store)).some((text) => text.includes("status after"))).toBe(false);
  expect(await escalations.open()).toEqual([]);
});
