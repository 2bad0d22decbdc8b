import { expect, test } from "vitest";
import type { RefitOutcome, RefitReport } from "../../../src/router/learning/refit-report.ts";
import { runScheduledRefit } from "../../../src/router/learning/run-scheduled-refit.ts";
import { takeDeliveries, textsOf } from "../../conversation/conversation-kit.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import { aConversation } from "../../store-contract/samples.ts";
import { START_MS } from "./learning-kit.ts";

function aReport(outcome: RefitOutcome): RefitReport {
  return {
    outcome,
    why: "So it is.",
    at: new Date(START_MS).toISOString(),
    version: 4,
    from: 3,
    labels: 9,
    examples: [],
    added: 2,
    removed: 1,
    leftOut: [],
  };
}

function setUp(outcome: RefitOutcome, places = [aConversation({ thread: undefined })]) {
  const store = createMemoryStore({ now: () => START_MS });
  const logged: object[] = [];
  const notices: string[] = [];
  const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  return {
    store,
    logged,
    notices,
    run: async () =>
      runScheduledRefit({
        refit: async () => aReport(outcome),
        store,
        places: () => places,
        notify: (text) => void notices.push(text),
        log: { ...log, info: (fields) => void logged.push(fields) },
      }),
  };
}

test.each(["accepted", "rejected"] as const)("posts and records what was %s, once", async (outcome) => {
  const { run, store, notices } = setUp(outcome);

  await run();
  await run();

  expect(textsOf(await takeDeliveries(store))).toEqual([expect.stringContaining("So it is.")]);
  const [event] = await store.events.since("0", 10);
  expect(event).toMatchObject({
    type: "router.refitted",
    data: { outcome, from: 3, version: 4, added: 2, removed: 1 },
  });
  expect(notices).toEqual([]);
});

test("tells whoever looks after the installation when there is no place to post", async () => {
  const { run, store, notices } = setUp("accepted", []);

  await run();

  expect(notices).toEqual([expect.stringContaining("Version 4 of the router is in force")]);
  expect(await takeDeliveries(store)).toEqual([]);
});

test.each(["unchanged", "refused_before", "on_hold"] as const)("only logs what is %s", async (outcome) => {
  const { run, store, logged, notices } = setUp(outcome);

  await run();

  expect(logged).toEqual([expect.objectContaining({ outcome, why: "So it is." })]);
  expect(await takeDeliveries(store)).toEqual([]);
  expect(await store.events.since("0", 10)).toEqual([]);
  expect(notices).toEqual([]);
});
