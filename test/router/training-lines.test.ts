import { expect, test } from "vitest";
import { toTrainingSet } from "../../src/router/heads/training-set.ts";
import { phrasesOf, toTrainingLines } from "../../src/router/training-lines.ts";
import { shipped } from "../orchestration/shipped.ts";

const debug = shipped.agents.get("debug")!;

test("messages count as examples, phrases of the agent's file do not, and prompts stay out", () => {
  const set = toTrainingSet({
    agents: [debug],
    requests: [{ text: "it hangs", primary: "debug", acceptable: [], support: [] }],
    frontDoorExamples: [{ text: "what lovely weather we have", frontDoor: "social" }],
  });

  const lines = toTrainingLines(set);

  const area = "agent";
  expect(lines).toContainEqual({ text: "it hangs", label: "debug", area, isExample: true });
  expect(lines).toContainEqual({ text: debug.summary, label: "debug", area, isExample: false });
  expect(lines.filter(({ isExample }) => isExample)).toHaveLength(debug.examples.length + 2);
  expect(lines.some(({ text }) => debug.prompt.includes(text) && text.length > 300)).toBe(false);
  expect(lines.find(({ area }) => area === "front_door")).toEqual({
    text: "what lovely weather we have",
    label: "social",
    area: "front_door",
    isExample: true,
  });
  expect(phrasesOf(debug)).toContain(debug.title);
});

test("agents that would do as well are handed on", () => {
  const request = { text: "it hangs", primary: "debug", acceptable: ["code"], support: [] };

  const lines = toTrainingLines(
    toTrainingSet({ agents: [debug], requests: [request], frontDoorExamples: [] }),
  );

  expect(lines.find(({ text }) => text === "it hangs")?.acceptable).toEqual(["code"]);
});
