import { expect, test } from "vitest";
import { Models } from "../../../src/config/models-config.ts";
import { chooseModel, hasModel, namedModels } from "../../../src/execution/model/choose-model.ts";
import { costOf } from "../../../src/execution/model/usage.ts";

const models = Models.parse({
  default: { use: "openai:usual", fallbacks: ["ollama:spare"] },
  roles: { reviewer: { use: "anthropic:strict" } },
  agents: { code: { use: "openai:coder" } },
});

test.each([
  ["debug", "primary", undefined, "openai:usual"],
  ["debug", "reviewer", undefined, "anthropic:strict"],
  ["code", "reviewer", undefined, "openai:coder"],
  ["debug", "primary", "ollama:env", "ollama:env"],
  ["code", "primary", "ollama:env", "openai:coder"],
] as const)("%s as %s with %s in the environment works with %s", (agent, role, env, use) => {
  expect(chooseModel({ agent, role }, models, env)?.use).toBe(use);
});

test("what the environment names keeps the fallbacks of the usual model", () => {
  expect(chooseModel({ agent: "debug", role: "primary" }, models, "ollama:env")?.fallbacks).toEqual([
    "ollama:spare",
  ]);
});

test("nothing configured is no model", () => {
  expect(hasModel(Models.parse({}))).toBe(false);
  expect(namedModels(Models.parse({}))).toEqual([]);
});

test("every model that may be asked is named once", () => {
  expect(namedModels(models)).toEqual(["openai:usual", "ollama:spare", "anthropic:strict", "openai:coder"]);
});

test("roles or agents with models need a usual one", () => {
  expect(Models.safeParse({ roles: { gate: { use: "a:b" } } }).success).toBe(false);
});

test("cached input has its own price where it is given", () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 100_000, cachedTokens: 400_000 };

  expect(costOf(usage, { input: 2, output: 10 })).toBeCloseTo(3);
  expect(costOf(usage, { input: 2, output: 10, cachedInput: 0.5 })).toBeCloseTo(2.4);
});
