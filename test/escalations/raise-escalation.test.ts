import { expect, test } from "vitest";
import { readEscalation } from "../../src/escalations/escalation.ts";
import type { NewMatter } from "../../src/escalations/escalation.ts";
import { textsOf, takeDeliveries } from "../conversation/conversation-kit.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { aMatter, createLadderKit, storyOf } from "./ladder-kit.ts";

const HOUR_MS = 3_600_000;

async function setUp() {
  const kit = createLadderKit();
  await kit.store.commit({ task: teamTask("T1", "code") });
  return {
    ...kit,
    raise: async (more: Partial<NewMatter> = {}) => kit.escalations.raise({ ...aMatter, ...more }),
  };
}

test("a matter is kept, told with what was tried and who is asked, and logged, all at once", async () => {
  const { store, clock, raise } = await setUp();

  const { escalation, isMerged } = await raise();

  expect([escalation.no, escalation.askedOf, isMerged]).toEqual([1, ["debug", "ada"], false]);
  expect(await readEscalation(aMatter.key, store)).toMatchObject({
    level: "individual",
    state: "open",
    since: new Date(clock.now()).toISOString(),
    needs: ["access to the server"],
  });
  const [text] = textsOf(await takeDeliveries(store));
  expect(text).toContain("E1: T1 needs help");
  expect(text).toContain("debug asked it three times");
  expect(text).toContain("Asked: **debug**, **Ada**.");
  expect((await store.events.ofTask("T1")).map(({ type }) => type)).toEqual(["escalation.raised"]);
});

test("raising it again changes nothing and says whom it went to", async () => {
  const { store, raise } = await setUp();
  await raise();

  const again = await raise({ problem: "another sentence", openForMs: 40 * HOUR_MS });

  expect(again.escalation.askedOf).toEqual(["debug", "ada"]);
  expect(again.escalation.count).toBe(1);
  expect(await store.events.ofTask("T1")).toHaveLength(1);
});

test("two that raise it at the same moment raise it once", async () => {
  const { store, raise } = await setUp();

  await Promise.all([raise(), raise()]);

  expect(await store.events.ofTask("T1")).toHaveLength(1);
});

test("another report of the same matter is counted with the first, with what it has tried", async () => {
  const { store, raise, escalations } = await setUp();
  await raise();

  const { escalation, isMerged } = await raise({
    key: "T1.s1.BLOCKER_ESCALATION.r2",
    attempts: ["a restart"],
  });

  expect([isMerged, escalation.no, escalation.count]).toEqual([true, 1, 2]);
  expect(escalation.attempts).toEqual(["debug asked it three times", "a restart"]);
  expect(await escalations.open()).toHaveLength(1);
  expect((await storyOf(store)).at(-1)).toContain("merged");
});

test("a matter that was settled and comes back is another one", async () => {
  const { raise, escalations } = await setUp();
  await raise({ occasion: "first" });
  await escalations.act("E1", { type: "resolved", by: "ada", cause: "the server is back" });

  const { escalation } = await raise({ occasion: "second" });

  expect([escalation.no, escalation.state]).toEqual([2, "open"]);
});

test.each([
  ["2031-03-07T16:00Z", "individual", ["debug", "ada"]],
  ["2031-03-07T14:00Z", "team", ["code", "debug", "ada"]],
  ["2031-03-06T16:00Z", "cross_team", ["architect", "ines", "orchestrator"]],
  ["2031-03-03T11:00Z", "review", ["architect", "ines", "external_expert"]],
])(
  "on a Friday evening what began at %s stands at the level %s of the rules",
  async (since, level, askedOf) => {
    const { clock, store, raise } = await setUp();
    clock.advance(Date.parse("2031-03-07T17:00Z") - clock.now());

    const { escalation } = await raise({ openForMs: clock.now() - Date.parse(since) });

    expect(escalation.askedOf).toEqual(askedOf);
    expect((await readEscalation(aMatter.key, store))?.level).toBe(level);
  },
);
