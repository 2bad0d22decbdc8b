import { describe, expect, test } from "vitest";
import type { NewEvent } from "../src/events/event.ts";
import type { AgentLoad } from "../src/orchestration/load/agent-load.ts";
import { createAgentLoad } from "../src/orchestration/load/create-agent-load.ts";
import type { Store } from "../src/store/store.ts";
import { createTestClock, HOUR, MINUTE, type TestClock } from "./store-contract/contract-kit.ts";

const PEOPLE: Readonly<Record<string, string>> = { debug: "amara", code: "amara" };

function created(taskId: string, team: Readonly<Record<string, string>>, more: object = {}): NewEvent {
  const leader = Object.values(team)[0];
  const data = { complexity: "medium", requestType: "fixing", leader, assignments: team, ...more };
  return { type: "task.created", taskId, data };
}

function work(type: "assignment.started" | "assignment.done" | "assignment.failed", of: string): NewEvent {
  const [taskId = "", assignment = "", agent = ""] = of.split(" ");
  return { type, taskId, data: { assignment, agent } };
}

/** What every `AgentLoad` promises over a store, by the store's event log alone. */
export function agentLoadContract(name: string, openStore: (clock: TestClock) => Promise<Store>): void {
  describe(`the load of agents over ${name}`, () => {
    async function open() {
      const clock = createTestClock();
      const store = await openStore(clock);
      const load = (): AgentLoad =>
        createAgentLoad({ store, now: clock.now, personBehind: (agent) => PEOPLE[agent], maxAgeMs: 0 });
      const tell = async (...events: readonly NewEvent[]) => store.commit({ events });
      return { clock, store, load, tell };
    }

    test("knows nothing of a new agent", async () => {
      const { load } = await open();

      const standing = (await load().snapshot()).of("ask");

      expect(standing).toEqual({ open: 0, done: 0, running: {}, outcomes: [], taken: [], durations: {} });
    });

    test("counts a task once for each agent while it has work there that has not ended", async () => {
      const { load, tell } = await open();
      const seen = async () => {
        const state = await load().snapshot();
        return [state.of("debug").open, state.of("code").open];
      };

      await tell(created("T1", { a: "debug", b: "code", c: "debug" }), created("T2", { a: "debug" }));
      const counted = [await seen()];
      await tell(work("assignment.started", "T1 a debug"), work("assignment.done", "T1 a debug"));
      counted.push(await seen());
      await tell(work("assignment.failed", "T1 c debug"));
      counted.push(await seen());
      await tell({ type: "task.done", taskId: "T1" }, { type: "task.cancelled", taskId: "T2" });
      counted.push(await seen());

      expect(counted).toEqual([
        [2, 1],
        [2, 1],
        [1, 1],
        [0, 0],
      ]);
      expect(await load().openWork(["T1", "T2"])).toEqual(new Map());
    });

    test("adds up what a person has in hand over all their agents", async () => {
      const { load, tell } = await open();

      await tell(created("T1", { a: "debug" }), created("T2", { a: "code" }), created("T3", { a: "ask" }));

      const state = await load().snapshot();
      expect(state.of("debug").person).toEqual({ id: "amara", open: 2 });
      expect(state.of("ask").person).toBeUndefined();
    });

    test("measures how long work took, how it ended and who led what", async () => {
      const { clock, load, tell } = await open();
      await tell(created("T1", { a: "debug", b: "code" }, { complexity: "high" }));
      await tell(work("assignment.started", "T1 a debug"));
      clock.advance(3 * MINUTE);

      const during = await load().snapshot();
      await tell(work("assignment.done", "T1 a debug"), work("assignment.failed", "T1 b code"));
      const after = await load().snapshot();

      expect(during.running).toEqual([
        { agent: "debug", complexity: "high", sinceMs: clock.now() - 3 * MINUTE },
      ]);
      expect(after.running).toEqual([]);
      expect(after.of("debug")).toMatchObject({
        done: 1,
        durations: { high: [3 * MINUTE] },
        outcomes: [{ ok: true, atMs: clock.now() }],
        taken: [{ requestType: "fixing", complexity: "high", atMs: clock.now() - 3 * MINUTE }],
      });
      expect(after.of("code")).toMatchObject({
        done: 0,
        outcomes: [{ ok: false }],
        taken: [],
        durations: {},
      });
    });

    test("follows a plan that changes, and a task that starts again", async () => {
      const { load, tell } = await open();
      await tell(created("T1", { a: "debug", b: "code" }), work("assignment.started", "T1 b code"));

      await tell({ ...created("T1", { a: "architect" }), type: "task.replanned" });
      const replanned = await load().snapshot();
      await tell({ type: "task.dead", taskId: "T1" });
      await tell({ ...created("T1", { a: "architect" }), type: "task.retried" });
      const retried = await load().snapshot();

      expect(["debug", "code", "architect"].map((agent) => replanned.of(agent).open)).toEqual([0, 0, 1]);
      expect(replanned.running).toEqual([]);
      expect(retried.of("architect").open).toBe(1);
    });

    test("knows who is away, until the time is over or they are back", async () => {
      const { clock, load, tell } = await open();
      const untilMs = clock.now() + HOUR;
      await tell({ type: "agent.away", data: { agent: "debug", by: "console:u", untilMs, reason: "leave" } });
      await tell({ type: "agent.away", data: { agent: "code", by: "console:u" } });

      const first = await load().snapshot();
      clock.advance(HOUR);
      const later = await load().snapshot();
      await tell({ type: "agent.back", data: { agent: "code", by: "console:u" } });
      const last = await load().snapshot();

      expect(first.of("debug").away).toMatchObject({ untilMs, reason: "leave" });
      expect(later.of("debug").away).toBeUndefined();
      expect(later.of("code").away).toBeDefined();
      expect(last.of("code").away).toBeUndefined();
    });

    test("counts each event once, however many processes look at the same time", async () => {
      const { load, tell } = await open();
      for (let task = 0; task < 600; task += 100) {
        await tell(...Array.from({ length: 100 }, (_, at) => created(`T${task + at}`, { a: "debug" })));
      }

      const seen = await Promise.all([1, 2, 3, 4].map(async () => load().snapshot()));
      const after = await load().snapshot();

      expect(seen.map((state) => state.of("debug").open)).toEqual([600, 600, 600, 600]);
      expect(after.of("debug").open).toBe(600);
      expect(after.of("debug").taken).toHaveLength(50);
    });

    test("passes over events that tell no team, as older versions wrote them", async () => {
      const { load, tell } = await open();

      await tell({ type: "task.created", taskId: "T1", data: { primary: "debug" } });
      await tell(work("assignment.started", "T1 a debug"));
      const during = await load().snapshot();
      await tell(work("assignment.done", "T1 a debug"), { type: "task.done", taskId: "T1" });

      expect(during.of("debug").open).toBe(1);
      expect((await load().snapshot()).of("debug")).toMatchObject({ open: 0, done: 1 });
    });

    test("refuses a step that somebody else has taken already", async () => {
      const { store } = await open();
      const step = { from: "0", to: "5-0", agents: new Map(), tasks: new Map() };

      expect([await store.load.advance(step), await store.load.advance(step)]).toEqual(["advanced", "stale"]);
      expect(await store.load.cursor()).toBe("5-0");
    });
  });
}
