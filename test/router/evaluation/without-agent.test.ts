import { expect, test } from "vitest";
import type { TrainingExample } from "../../../src/router/heads/training-set.ts";
import { withNewAgent, withoutAgent } from "../../../src/router/evaluation/without-agent.ts";

function of(primary: string, more: Partial<TrainingExample> = {}): TrainingExample {
  return { text: `for ${primary}`, kind: "request", door: "work", primary, acceptable: [], ...more };
}

const social: TrainingExample = { text: "hi", kind: "front_door", door: "social", acceptable: [] };
const own = Array.from({ length: 14 }, (_, at) => of("b", { kind: "example", text: `b ${at}` }));
const phrase = of("b", { kind: "phrase", text: "what b does" });
const set = {
  agents: ["a", "b"],
  examples: [of("a", { acceptable: ["b"], support: ["b"] }), of("b"), ...own, phrase, social],
};

test("without an agent nothing of it is left, and nobody names it", () => {
  expect(withoutAgent(set, "b")).toEqual({ agents: ["a"], examples: [of("a", { support: [] }), social] });
});

test("as a new agent it has twelve examples and its file's phrases, and nobody names it yet", () => {
  expect(withNewAgent(set, "b")).toEqual({
    agents: ["a", "b"],
    examples: [of("a", { support: [] }), social, ...own.slice(0, 12), phrase],
  });
});
