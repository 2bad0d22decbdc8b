import { expect, test } from "vitest";
import { readEscalation } from "../../src/escalations/escalation.ts";
import { raiseEscalation } from "../../src/escalations/raise-escalation.ts";
import type { Matter } from "../../src/hooks/hook-ports.ts";
import { textsOf, takeDeliveries } from "../conversation/conversation-kit.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";

const HOUR_MS = 3_600_000;

const matter: Matter = {
  key: "T1.s1.BLOCKER_ESCALATION.r1",
  taskId: "T1",
  stageId: "s1",
  agent: "debug",
  problem: "the licence server is away",
  attempts: ["debug asked it three times"],
  needs: ["access to the server"],
  openForMs: 0,
  severity: "high",
};

async function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  await store.commit({ task: teamTask("T1", "code") });
  const personBehind = (agent: string) => (agent === "debug" ? "ada" : undefined);
  const deps = { store, clock, rules: () => shipped.playbook.escalation, personBehind };
  return {
    store,
    clock,
    raise: async (more: Partial<Matter> = {}) => raiseEscalation({ ...matter, ...more }, deps),
  };
}

test("a matter is kept, told with what was tried and who is asked, and logged, all at once", async () => {
  const { store, clock, raise } = await setUp();

  const raised = await raise();

  expect(raised).toEqual({ id: matter.key, askedOf: ["debug", "ada"] });
  expect(await readEscalation(matter.key, store)).toMatchObject({
    level: "individual",
    state: "open",
    since: new Date(clock.now()).toISOString(),
    needs: ["access to the server"],
  });
  const [text] = textsOf(await takeDeliveries(store));
  expect(text).toContain("debug asked it three times");
  expect(text).toContain("Asked: **debug**, **ada**.");
  expect((await store.events.ofTask("T1")).map(({ type }) => type)).toEqual(["escalation.raised"]);
});

test("raising it again changes nothing and says whom it went to", async () => {
  const { store, raise } = await setUp();
  await raise();

  const again = await raise({ problem: "another sentence", openForMs: 40 * HOUR_MS });

  expect(again.askedOf).toEqual(["debug", "ada"]);
  expect(await store.events.ofTask("T1")).toHaveLength(1);
});

test("two that raise it at the same moment raise it once", async () => {
  const { store, raise } = await setUp();

  await Promise.all([raise(), raise()]);

  expect(await store.events.ofTask("T1")).toHaveLength(1);
});

test.each([
  [1, "individual", ["debug", "ada"]],
  [3, "team", ["code", "debug", "ada"]],
  [30, "cross_team", ["architect", "orchestrator"]],
  [100, "review", ["architect", "external_expert"]],
])("after %d hours it stands at the level %s of the rules", async (hours, level, askedOf) => {
  const { store, raise } = await setUp();

  const raised = await raise({ openForMs: hours * HOUR_MS });

  expect(raised.askedOf).toEqual(askedOf);
  expect((await readEscalation(matter.key, store))?.level).toBe(level);
});
