import { expect, test } from "vitest";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { teamTask } from "../execution/execution-kit.ts";
import { ADDRESS } from "../store-contract/samples.ts";
import { aMatter, createLadderKit, storyOf } from "./ladder-kit.ts";
import type { LadderKitOptions } from "./ladder-kit.ts";

async function raised(options: LadderKitOptions = {}) {
  const kit = createLadderKit(options);
  await kit.store.commit({ task: teamTask("T1", "code") });
  await kit.escalations.raise(aMatter);
  await kit.ring();
  return kit;
}

async function linesIn({ store }: Awaited<ReturnType<typeof raised>>): Promise<string[]> {
  const all = await takeDeliveries(store);
  return all.flatMap((each) => (each.kind === "post" && each.to.channel === "C1" ? [each.message.text] : []));
}

test("a page that reaches nobody within a minute goes to those of the next level, and says why", async () => {
  const kit = await raised({ arrives: false });

  await kit.passTo("2031-03-03T09:01Z");

  expect((await storyOf(kit.store)).slice(2)).toEqual(["2031-03-03T09:00 climbed", "2031-03-03T09:00 paged"]);
  expect((await kit.escalations.find("E1"))?.level).toBe("team");
  expect((await linesIn(kit)).at(-1)).toContain("since no message gets through to debug, Ada");
});

test("a page that gets through leaves the ladder as it is, and nobody looks after it any more", async () => {
  const kit = await raised();

  await kit.passTo("2031-03-03T09:01Z");

  expect(await storyOf(kit.store)).toHaveLength(2);
  expect((await listTimers(kit.store)).map(({ kind }) => kind)).toEqual(["escalation"]);
});

test("a matter that somebody has taken meanwhile stays where it is", async () => {
  const kit = await raised({ arrives: false });
  await kit.escalations.act("E1", { type: "acknowledged", by: "bo" });

  await kit.passTo("2031-03-03T09:02Z");

  expect((await storyOf(kit.store)).filter((line) => line.includes("climbed"))).toEqual([]);
});

test("two bots that look at the same page let it climb once", async () => {
  const { store, clock, deps, arrival, passTo } = await raised({ arrives: false });
  await passTo("2031-03-03T09:00:44Z");
  clock.advance(1_000);
  const [timer] = await listTimers(store);
  if (timer === undefined) throw new Error("nobody looks");

  const fire = async () => fireTimer(timer, { store, clock, handlers: [arrival], timers: deps.timers });
  await Promise.all([fire(), fire()]);

  expect((await storyOf(store)).filter((line) => line.includes("climbed"))).toHaveLength(1);
});

test("what the outbox has given up on is tried again until it is out", async () => {
  const kit = await raised({ arrives: false });
  const { deliveries } = kit.store;
  const lanes = await deliveries.claim(ADDRESS, { lanes: 100, perLane: 100, leaseMs: 1_000 });
  for (const { lane, fence, deliveries: all } of lanes)
    for (const { id } of all)
      await deliveries.fail({ lane, fence, deliveryId: id, unsure: false, retryAtMs: "never" });
  expect(await deliveries.pendingCount(ADDRESS)).toBe(0);

  await kit.passTo("2031-03-03T09:01Z");

  const sent = await takeDeliveries(kit.store);
  expect(sent.map((each) => (each.kind === "live" ? each.to.channel : ""))).toContain("@U1");
});
