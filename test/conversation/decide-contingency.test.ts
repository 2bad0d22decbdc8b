import { expect, test } from "vitest";
import { causeEvent } from "../../src/events/cause-events.ts";
import { readCauses } from "../../src/risks/cause.ts";
import { lookForCauses } from "../../src/risks/look-for-causes.ts";
import type { Contingency } from "../../src/orchestration/rules/contingency-rules.ts";
import { aRef } from "../store-contract/samples.ts";
import { createConversation, takeDeliveries, textsOf } from "./conversation-kit.ts";

function rule(owner: string): Contingency {
  return {
    id: "people",
    title: "two need one",
    event: "resource_conflict",
    action: "apply_cross_training_plan",
    owner,
    proposal: "Share it.",
  };
}

/** A conversation in which a rule has fired, and the choice that it offers. */
async function fired(owner = "architect") {
  const kit = createConversation({ project: { contingency: () => [rule(owner)] } });
  const { platform, workspace } = aRef("1");
  await kit.store.commit({
    events: [causeEvent({ type: "resource.conflict", data: { resource: "gpu", between: ["T1", "T2"] } })],
  });
  const places = () => [{ platform, workspace, channel: "alerts" }];
  await lookForCauses({ store: kit.store, clock: kit.clock, rules: () => [rule(owner)], places });
  const [asked] = await takeDeliveries(kit.store);
  const prompt = asked?.kind === "post" ? (asked.message.choices?.prompt ?? "") : "";
  const press = async (id: string, value: string) =>
    textsOf(await kit.press(id, { prompt, value, thread: "alert" }));
  const decision = async () => (await readCauses(kit.store))[0]?.cause;
  return { ...kit, prompt, press, decision };
}

test("accepting opens a task for the owner of the rule, and the log says so", async () => {
  const { press, store, eventTypes, decision } = await fired();

  const [text] = await press("p1", "accept");

  const task = await store.tasks.get("T1");
  expect(text).toContain("**T1** is with **architect**");
  expect(text).toContain("the rule for such a case names it");
  expect(task?.text).toBe("Share it. About gpu: T1 and T2: two need one (both need it).");
  expect(await eventTypes()).toEqual(expect.arrayContaining(["contingency.proposed", "contingency.decided"]));
  expect(await decision()).toMatchObject({ state: "decided", decision: { accepted: true, by: "U1" } });
});

test("accepting teaches the router nothing", async () => {
  const { press, store } = await fired();

  await press("p1", "accept");

  expect(await store.labels.since("0", 10)).toEqual([]);
});

test("what belongs to no agent is noted", async () => {
  const { press, store } = await fired("orchestrator");

  expect(await press("p1", "accept")).toEqual(["Noted for **orchestrator**: Share it."]);
  expect(await store.tasks.listRecent(5)).toEqual([]);
});

test("declining is noted, and opens nothing", async () => {
  const { press, store, decision } = await fired();

  expect(await press("p1", "decline")).toEqual(["Noted: nothing is done about it."]);
  expect(await store.tasks.listRecent(5)).toEqual([]);
  expect(await decision()).toMatchObject({ decision: { accepted: false } });
});

test("the first of several decisions counts", async () => {
  const { press, decision } = await fired();
  await press("p1", "decline");

  expect(await press("p2", "accept")).toEqual(["That proposal is settled already."]);
  expect(await decision()).toMatchObject({ decision: { accepted: false } });
});

test("the slower of two presses at the same moment is told so", async () => {
  const { press, store, jobs } = await fired();
  const commit = store.commit.bind(store);
  const slow = await fired();
  expect(slow.prompt).not.toBe("");
  let first = true;
  store.commit = async (changes) => {
    // Somebody else decides between the reading and the writing.
    if (first && changes.documents !== undefined) {
      first = false;
      const [{ cause, stored } = { cause: undefined, stored: "" }] = await readCauses(store);
      const value = JSON.stringify({ ...cause, state: "decided" });
      await commit({ documents: [{ kind: "cause", id: cause?.id ?? "", value, expected: stored }] });
    }
    return commit(changes);
  };

  expect(await press("p1", "accept")).toEqual(["That proposal is settled already."]);
  expect(jobs.jobs()).toEqual([]);
});

test("a cause that is gone has nothing to decide", async () => {
  const { press, store } = await fired();
  const [found] = await readCauses(store);
  await store.commit({ documents: [{ kind: "cause", id: found?.cause.id ?? "", value: null }] });

  expect(await press("p1", "accept")).toEqual([
    "That is over: its cause is gone, or its rule is no longer in force.",
  ]);
});
