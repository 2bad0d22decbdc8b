import { expect, test } from "vitest";
import { escalationChange, toEscalation } from "../../src/escalations/escalation.ts";
import { createCoordinationOf } from "../../src/orchestration/coordination-of.ts";
import type { Complexity } from "../../src/router/route.ts";
import { createSyncTimer } from "../../src/syncs/create-sync-timer.ts";
import { tendSyncs } from "../../src/syncs/tend-syncs.ts";
import { Plan } from "../../src/tasks/task.ts";
import type { Task } from "../../src/tasks/task.ts";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { textsOf, takeDeliveries } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createPlainWorkClock } from "../fakes/plain-work-clock.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aTask, nextVersion } from "../store-contract/samples.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";

const HOUR_MS = 3_600_000;

function aStage(id: string, agents: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  const assignments = agents.map((agent) => ({
    id: `${id}-${agent}`,
    agent,
    role: "primary",
    reason: "routed",
    state: "waiting",
    starts: 0,
  }));
  return { id, title: id, state: "waiting", assignments, ...more };
}

const WORK = aStage("Build", ["code", "debug"], { state: "running" });
const CHECK = aStage("Check", ["truth_validator"], { needs: ["Build"], purpose: "validate" });

interface Options {
  readonly complexity?: Complexity;
  readonly stages?: readonly unknown[];
  readonly plan?: Readonly<Record<string, unknown>>;
}

/** A running task on Monday, 3 March 2031, at nine; work is from nine to five. */
async function setUp({ complexity = "critical", stages = [WORK, CHECK], plan = {} }: Options = {}) {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const deps = {
    store,
    clock,
    timers: { arm: async () => undefined },
    config: { channels: [] },
    coordinationOf: createCoordinationOf(() => shipped),
    workClock: async () => createPlainWorkClock(),
  };
  const task = aTask("T1");
  const first: Task = {
    ...task,
    state: "running",
    route: { ...task.route, complexity },
    plan: Plan.parse({ stages, ...plan }),
  };
  await store.commit({ task: first, events: [{ type: "task.started", taskId: "T1" }] });
  const handlers = [createSyncTimer(deps), createSyncTimer(deps)];
  await tendSyncs(deps);

  async function change(how: (task: Task) => Partial<Task>): Promise<void> {
    const now = await store.tasks.get("T1");
    if (now !== undefined) await store.commit({ task: nextVersion(now, how(now)) });
  }
  return {
    clock,
    store,
    change,
    tend: async () => tendSyncs(deps),
    /** Marks an agent as at work, or through. */
    async turn(assignment: string, state: "running" | "done") {
      await change(({ plan: { stages: all, ...rest } }) => ({
        plan: {
          ...rest,
          stages: all.map((stage) => ({
            ...stage,
            assignments: stage.assignments.map((one) => (one.id === assignment ? { ...one, state } : one)),
          })),
        },
      }));
      if (state === "running")
        await store.commit({ events: [{ type: "assignment.started", taskId: "T1", data: { assignment } }] });
    },
    dues: async () =>
      (await listTimers(store)).map(({ dueMs }) => new Date(dueMs).toISOString().slice(5, 16)),
    /** Lets time pass; what the thread hears meanwhile. */
    async passTo(at: string): Promise<string[]> {
      const endMs = Date.parse(at);
      for (;;) {
        const [next] = await listTimers(store);
        if (next === undefined || next.dueMs > endMs) break;
        clock.advance(next.dueMs - clock.now());
        await fireTimer(next, { store, clock, handlers, timers: deps.timers });
      }
      clock.advance(endMs - clock.now());
      return textsOf(await takeDeliveries(store));
    },
  };
}

// seed: rules.yaml#coordination_strategies
test.each<[Complexity, string[]]>([
  ["simple", []],
  ["medium", ["03-04T17:00"]],
  ["high", ["03-03T17:00"]],
  ["critical", ["03-03T11:00"]],
])(
  "a team on a task that is %s says where it stands when so much working time has passed",
  async (complexity, due) => {
    const { dues } = await setUp({ complexity });

    expect(await dues()).toEqual(due);
  },
);

test("one agent alone needs no note", async () => {
  const { dues } = await setUp({ stages: [aStage("Build", ["code"], { state: "running" })] });

  expect(await dues()).toEqual([]);
});

test("the shorter of what complexity and stages want counts, and there is one timer", async () => {
  const stage = { ...WORK, sync: { cadence: "daily", every: "P1D" } };
  const { dues, tend } = await setUp({ complexity: "medium", stages: [stage, CHECK] });
  await tend();

  expect(await dues()).toEqual(["03-03T17:00"]);
});

test("a note says who is at what since when, what is done, what is next and what it waits for", async () => {
  const { turn, change, passTo } = await setUp();
  await turn("Build-code", "running");
  await turn("Build-debug", "done");
  await change(() => ({
    blocked: { reason: "no licence", by: "ada", at: "2031-03-03T09:00:00.000Z" },
  }));

  const said = await passTo("2031-03-03T11:00Z");

  expect(said).toEqual([
    [
      "**T1, where it stands** (critical, all hands; coordinator **orchestrator**)",
      "At work: **code** on “Build” for 2 h",
      "Through: **debug** with “Build”",
      "Next: “Check” with **truth_validator**, after “Build”",
      "Waits: all of it, since it is blocked: no licence",
    ].join("\n"),
  ]);
});

test("where nothing has changed there is no note, and once something has there is the next", async () => {
  const { turn, passTo, store } = await setUp();
  await turn("Build-code", "running");

  const first = await passTo("2031-03-03T11:00Z");
  const silent = await passTo("2031-03-03T15:00Z");
  await turn("Build-code", "done");
  const next = await passTo("2031-03-03T17:00Z");

  expect([first.length, silent.length, next.length]).toEqual([1, 0, 1]);
  const events = await store.events.ofTask("T1");
  expect(events.filter(({ type }) => type === "task.synced")).toMatchObject([
    { data: { every: "PT2H", coordinator: "orchestrator" } },
    { data: { every: "PT2H" } },
  ]);
});

test("an open matter is named with the first who are asked, and others being asked by now is no news", async () => {
  const { passTo, store, turn } = await setUp();
  await turn("Build-code", "running");
  const draft = toEscalation(
    { key: "k", taskId: "T1", problem: "stuck", attempts: [], needs: [], openForMs: 0, severity: "high" },
    Date.parse("2031-03-03T09:00:00Z"),
  );
  const asked = { ...draft, no: 1, askedOf: ["ada", "bo", "cy", "di", "ed"] };
  await store.commit({ documents: [escalationChange(asked)] });

  const first = await passTo("2031-03-03T11:00Z");
  await store.commit({ documents: [escalationChange({ ...asked, askedOf: ["ines"] })] });
  const second = await passTo("2031-03-03T15:00Z");

  expect(first[0]).toContain("Waits: **E1** for ada, bo, cy and 2 more");
  expect(second).toEqual([]);
});

test("two bots that hear the same alarm write one note", async () => {
  const { store, clock, passTo } = await setUp();
  const [timer] = await listTimers(store);
  if (timer === undefined) throw new Error("no timer");
  clock.advance(2 * HOUR_MS);
  const other = createSyncTimer({
    store,
    clock,
    timers: { arm: async () => undefined },
    config: { channels: [] },
    coordinationOf: createCoordinationOf(() => shipped),
    workClock: async () => createPlainWorkClock(),
  });

  await Promise.all([other.fire(timer), other.fire(timer)]);

  expect(await passTo("2031-03-03T11:30Z")).toHaveLength(1);
});

test("it ends with the task", async () => {
  const { change, passTo, dues } = await setUp();
  await change(() => ({ state: "done" }));

  expect(await passTo("2031-03-04T09:00Z")).toEqual([]);
  expect(await dues()).toEqual([]);
});

test("a task that becomes critical is told of sooner", async () => {
  const { store, change, tend, dues } = await setUp({ complexity: "medium" });

  await change(({ route }) => ({ route: { ...route, complexity: "critical" } }));
  await store.commit({ events: [{ type: "task.set", taskId: "T1" }] });
  await tend();

  expect(await dues()).toEqual(["03-03T11:00"]);
});

// seed: rules.yaml#multi_agent_task_patterns
test("a feature across domains has a note each day, a review each week, and its final check by name", async () => {
  const pattern = shipped.playbook.patterns.taskPatterns.find(({ id }) => id === "cross_domain_development");
  const cadence = pattern?.cadence ?? [];
  const { turn, passTo } = await setUp({ complexity: "medium", plan: { cadence, coordinator: "architect" } });
  await turn("Build-code", "running");

  const monday = await passTo("2031-03-03T23:00Z");
  await turn("Build-code", "done");
  const tuesday = await passTo("2031-03-04T23:00Z");
  const wednesdayAndThursday = await passTo("2031-03-06T23:00Z");
  const friday = await passTo("2031-03-07T23:00Z");

  expect([monday, tuesday, wednesdayAndThursday, friday].map((said) => said.length)).toEqual([1, 1, 0, 1]);
  expect(monday[0]).toContain(
    "where it stands** (medium, two or three specialists; coordinator **architect**)",
  );
  expect(friday[0]).toContain("**T1, the week in review**");
  expect(friday[0]).toContain("This week: 0 stages done, 0 sent back, 0 escalated");
  expect(friday[0]).toContain("In the end: “Check” with **truth_validator**");
});
