import { expect, test } from "vitest";
import { createEffectCosts } from "../../src/effects/effect-costs.ts";
import { proposeEffect } from "../../src/effects/propose-effect.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import { openBudgets } from "../budgets/budget-kit.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { MINUTE_MS, openEffects } from "./effects-kit.ts";

type Kit = Awaited<ReturnType<typeof openEffects>>;

async function cancel({ store, jobs, clock }: Kit) {
  await applyPlanEvent(
    { taskId: "T1", event: { type: "task.cancelled", by: "Ana" } },
    { store, jobs, clock },
  );
}

test("a cancelled task takes its open proposals back, and their cards say so", async () => {
  const kit = await openEffects();
  await kit.propose();
  const [card] = await takeDeliveries(kit.store);

  await cancel(kit);

  const [changed] = await takeDeliveries(kit.store);
  expect(await kit.state()).toBe("withdrawn");
  expect(changed).toMatchObject({ id: card?.id, kind: "live" });
  expect(changed).not.toHaveProperty("message.choices");
  expect(changed).toHaveProperty("message.text", expect.stringContaining("Withdrawn: **T1** was cancelled"));
  expect(await kit.events()).toContain("effect.withdrawn");
  expect(await kit.decide()).toContain("is withdrawn already");
});

test("an approval whose job has not begun goes as well, and its job does nothing", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();

  await cancel(kit);
  await kit.run();

  expect([await kit.state(), kit.world]).toEqual(["withdrawn", []]);
});

test("what has begun goes on to its end", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();
  kit.performAs(async () => {
    await cancel(kit);
    return { text: "It is there." };
  });

  await kit.run();

  expect(await kit.state()).toBe("done");
});

test("an agent that has not heard of the end yet proposes nothing more", async () => {
  const kit = await openEffects();
  await cancel(kit);

  expect(await kit.propose()).toEqual({ kind: "cancelled" });
});

test.each([
  ["refused", async (kit: Kit) => void (await kit.decide({ accepted: false })), "Refused by Ada."],
  ["approved", async (kit: Kit) => void (await kit.decide()), "Approved by Ada."],
  [
    "expired",
    async (kit: Kit) => {
      await kit.clock.advance(61 * MINUTE_MS);
      await kit.tend();
    },
    "Expired: nobody approved it in time.",
  ],
])("the card of a proposal that was %s says so and has no buttons", async (_how, settle, said) => {
  const kit = await openEffects();
  await kit.propose();
  await takeDeliveries(kit.store);

  await settle(kit);

  const [card] = (await takeDeliveries(kit.store)).filter(({ id }) => id.endsWith(".effect.e1.card"));
  expect(card).toHaveProperty("message.text", expect.stringContaining(said));
  expect(card).not.toHaveProperty("message.choices");
});

test("the card names what a run costs, and only a run that took place is charged", async () => {
  const kit = await openEffects();
  const { store, clock, task } = kit;
  const costOf = createEffectCosts({ post: 4.5, deploy: 9 }, "EUR");
  const budgets = openBudgets(store, clock.now, [{ scope: "agent", what: "money", limit: 100 }]);
  const spent = async () => (await budgets.standings()).map(({ key, used }) => [key, used]);
  const proposal = { task, agent: "debug", tool: "post", title: "post elsewhere", args: { text: "hello" } };

  await proposeEffect(proposal, { store, clock, expireMs: MINUTE_MS, costOf });
  const [card] = await kit.texts();
  const before = await spent();
  await kit.decide();
  await kit.run();

  expect(card).toContain("It costs about 4.50 EUR.");
  expect(costOf("run_command", { command: "deploy" })).toEqual({ amount: 9, currency: "EUR" });
  expect(before).toEqual([]);
  expect(await spent()).toEqual([["agent/debug/money", 4.5]]);
});
