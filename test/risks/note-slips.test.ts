import { expect, test } from "vitest";
import { slipsOf } from "../../src/risks/expected-days.ts";
import { noteSlips } from "../../src/risks/note-slips.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { roadmapOf } from "../roadmap/sample-roadmap.ts";
import { createTestClock, DAY } from "../store-contract/contract-kit.ts";

function itemsOf(...boxes: readonly string[]) {
  return roadmapOf(["## Epic 1: Memory", "", ...boxes.map((box) => `- ${box}`)].join("\n")).items;
}

test.each([
  ["an open item whose day has passed", ["[ ] 1.1 Pool (due: 2031-03-03)"], ["1.1 2031-03-04"]],
  ["nothing on the day itself", ["[ ] 1.1 Pool (due: 2031-03-04)"], []],
  ["nothing that is ticked", ["[x] 1.1 Pool (due: 2031-03-03)"], []],
  ["nothing without a day", ["[ ] 1.1 Pool", "[ ] 1.2 Tests (due: soon)"], []],
  [
    "an item that waits for something due later",
    ["[ ] 1.1 Pool (due: 2031-03-20)", "[ ] 1.2 Tests (due: 2031-03-10, after: 1.1)"],
    ["1.2 2031-03-20"],
  ],
  [
    "whoever waits for what is late, near and far",
    [
      "[ ] 1.1 Pool (due: 2031-03-20)",
      "[ ] 1.2 Tests (after: 1.1)",
      "[ ] 1.3 Docs (due: 2031-03-12, after: 1.2)",
    ],
    ["1.3 2031-03-20"],
  ],
  [
    "nobody for what is done",
    ["[x] 1.1 Pool (due: 2031-03-20)", "[ ] 1.2 Tests (due: 2031-03-10, after: 1.1)"],
    [],
  ],
  [
    "what goes in circles by its own day alone",
    ["[ ] 1.1 Pool (due: 2031-03-03, after: 1.2)", "[ ] 1.2 Tests (after: 1.1)"],
    ["1.1 2031-03-04"],
  ],
])("finds %s", (_, boxes, expected) => {
  const slips = slipsOf(itemsOf(...boxes), "2031-03-04");

  expect(slips.map(({ milestone, expected: day }) => `${milestone.split(" ")[1]} ${day}`)).toEqual(expected);
});

function open(...boxes: readonly string[]) {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  let items = itemsOf(...boxes);
  return {
    clock,
    edit: (...edited: readonly string[]) => (items = itemsOf(...edited)),
    look: async () => noteSlips({ store, clock, items: () => items }),
    slips: async () => (await store.events.since("0", 100)).map(({ type, data }) => [type, data["expected"]]),
  };
}

test("logs a slip once, however many days pass", async () => {
  const { clock, look, slips } = open("[ ] 1.1 Pool (due: 2031-03-04)");
  for (let day = 0; day < 5; day += 1) {
    await look();
    clock.advance(DAY);
  }

  expect(await slips()).toEqual([["milestone.slipped", "2031-03-05"]]);
});

test("logs a later day of what comes first, and a new day that is missed as well", async () => {
  const { clock, look, slips, edit } = open(
    "[ ] 1.1 A (due: 2031-03-20)",
    "[ ] 1.2 B (due: 2031-03-10, after: 1.1)",
  );
  await look();
  edit("[ ] 1.1 A (due: 2031-03-25)", "[ ] 1.2 B (due: 2031-03-10, after: 1.1)");
  await look();
  edit("[x] 1.1 A (due: 2031-03-25)", "[ ] 1.2 B (due: 2031-03-10, after: 1.1)");
  await look();
  clock.advance(8 * DAY);
  await look();

  expect((await slips()).map(([, day]) => day)).toEqual(["2031-03-20", "2031-03-25", "2031-03-11"]);
});
