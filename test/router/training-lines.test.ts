import { expect, test } from "vitest";
import { toTrainingLines } from "../../src/router/training-lines.ts";
import { shipped } from "../orchestration/shipped.ts";

test("examples count as examples, phrases of the agent's file do not, and prompts stay out", () => {
  const debug = shipped.agents.get("debug")!;

  const lines = toTrainingLines([debug], [{ text: "hi", frontDoor: "social" }]);

  expect(lines.filter(({ isExample }) => isExample).map(({ text }) => text)).toEqual([
    ...debug.examples,
    "hi",
  ]);
  expect(lines).toContainEqual({ text: debug.summary, label: "debug", area: "agent", isExample: false });
  expect(lines.some(({ text }) => text === debug.prompt)).toBe(false);
  expect(lines.at(-1)).toEqual({ text: "hi", label: "social", area: "front_door", isExample: true });
});
