import { expect, test } from "vitest";
import { readLabelledSets } from "../../src/router/evaluation/read-labelled-sets.ts";
import { shipped } from "../orchestration/shipped.ts";

const agentIds = shipped.agents.agents.map(({ id }) => id);
const sets = await readLabelledSets(["agent-config/routing/validation"], agentIds);
const items = sets.flatMap((set) => set.items);

test("every batch is sound and has at least six requests for each agent", () => {
  const fewest = sets.map((set) =>
    Math.min(...agentIds.map((id) => set.items.filter(({ primary }) => primary === id).length)),
  );

  expect(fewest.length).toBeGreaterThanOrEqual(2);
  expect(Math.min(...fewest)).toBeGreaterThanOrEqual(6);
});

test("every batch has messages for nobody and for each kind of front door", () => {
  const doors = ["social", "meta", "status", "command", "work"];
  const lacking = sets.flatMap((set) =>
    doors
      .filter((door) => !set.items.some(({ primary, frontDoor }) => primary === null && frontDoor === door))
      .map((door) => `${set.file} has no ${door}`),
  );

  expect(lacking).toEqual([]);
});

test("no request is its own support, and no text is asked twice", () => {
  const contradictory = items.filter(
    ({ primary, support, acceptable }) =>
      primary !== null && (support.includes(primary) || acceptable.includes(primary)),
  );
  const texts = items.map(({ text }) => text.trim().toLowerCase());

  expect(contradictory).toEqual([]);
  expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
});
