import { afterEach, describe } from "vitest";
import { commitPromises } from "./store-contract/commit-promises.ts";
import { createTestClock } from "./store-contract/contract-kit.ts";
import type { CreateStore, OpenedStore } from "./store-contract/contract-kit.ts";
import { documentPromises } from "./store-contract/document-promises.ts";
import { eventPromises } from "./store-contract/event-promises.ts";
import { failurePromises } from "./store-contract/failure-promises.ts";
import { inboxPromises } from "./store-contract/inbox-promises.ts";
import { keepingPromises } from "./store-contract/keeping-promises.ts";
import { labelPromises } from "./store-contract/label-promises.ts";
import { lanePromises } from "./store-contract/lane-promises.ts";
import { livePromises } from "./store-contract/live-promises.ts";
import { pacePromises } from "./store-contract/pace-promises.ts";
import { statusPromises } from "./store-contract/status-promises.ts";
import { stormPromises } from "./store-contract/storm-promises.ts";
import { taskPromises } from "./store-contract/task-promises.ts";

/**
 * What every `Store` promises. Each test opens an empty store with a clock that moves only when the test says so;
 * the store must take its time from nowhere else.
 */
export function storeContract(name: string, create: CreateStore): void {
  describe(`${name} keeps the promises of a store`, () => {
    const opened: OpenedStore[] = [];

    async function open() {
      const clock = createTestClock();
      const one = await create(clock);
      opened.push(one);
      return { store: one.store, clock };
    }

    afterEach(async () => {
      await Promise.all(opened.splice(0).map(async (one) => one.close()));
    });

    describe("inbox", () => {
      inboxPromises(open);
    });
    describe("commit", () => {
      commitPromises(open);
    });
    describe("tasks", () => {
      taskPromises(open);
    });
    describe("events", () => {
      eventPromises(open);
    });
    describe("labels", () => {
      labelPromises(open);
    });
    describe("documents", () => {
      documentPromises(open);
    });
    describe("lanes", () => {
      lanePromises(open);
    });
    describe("pace", () => {
      pacePromises(open);
    });
    describe("statuses", () => {
      statusPromises(open);
    });
    describe("live messages", () => {
      livePromises(open);
    });
    describe("failed deliveries", () => {
      failurePromises(open);
    });
    describe("housekeeping", () => {
      keepingPromises(open);
    });
    describe("storm", () => {
      stormPromises(open);
    });
  });
}
