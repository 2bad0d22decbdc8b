import { expect, test } from "vitest";
import { checkModel } from "../../src/doctor/check-model.ts";
import { BotError } from "../../src/errors.ts";
import { createFakeModel } from "../fakes/fake-model.ts";
import type { Script } from "../fakes/fake-model.ts";

const READY = { name: "say_ready", input: { ready: true } };

async function lineFor(script: Script, withinMs = 5_000) {
  const { model, asked } = createFakeModel(script, "openai:tiny");
  const [line] = await checkModel({ names: ["openai:tiny"], open: async () => model, withinMs }).run();
  return { line, asked };
}

test("a model that answers and calls tools is ok, after one small question", async () => {
  const { line, asked } = await lineFor(() => ({ calls: [READY] }));

  expect(line).toMatchObject({ verdict: "ok" });
  expect(line?.message).toMatch(/^openai:tiny answers in \d\.\d s and calls tools\.$/u);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ mustCall: "say_ready", tools: [{ name: "say_ready" }] });
});

test.each([
  ["says it in words", { say: "I am ready." }],
  ["writes no whole arguments", { calls: [{ name: "say_ready", input: '{"ready": tr' }] }],
  ["calls something else", { calls: [{ name: "other", input: {} }] }],
])("a model that %s gets a warning: its agents cannot look at anything", async (_how, turn) => {
  const { line } = await lineFor(() => turn);

  expect(line).toMatchObject({ verdict: "warning" });
  expect(line?.message).toContain("does not call tools");
});

test("a model that does not answer in time, or cannot be reached, is a problem with a remedy", async () => {
  const late = await lineFor(() => ({ hangs: true }), 20);
  const away = await lineFor(() => ({ fails: 500 }));

  expect(late.line).toMatchObject({ verdict: "problem" });
  expect(late.line?.message).toContain("gave no answer within");
  expect(away.line).toMatchObject({ verdict: "problem", message: "It failed." });
  expect(away.line?.remedy).toContain("start its server");
});

test("each model is looked at, what cannot be opened says why, and without one it is off", async () => {
  const { model } = createFakeModel(() => ({ calls: [READY] }), "openai:tiny");
  const open = async (name: string) => {
    if (name === "openai:tiny") return model;
    throw new BotError("llm.model_unavailable", "Its package is not installed.");
  };

  const lines = await checkModel({ names: ["openai:tiny", "ollama:x"], open, withinMs: 1_000 }).run();
  const none = await checkModel({ names: [], open, withinMs: 1_000 }).run();

  expect(lines.map(({ verdict }) => verdict)).toEqual(["ok", "problem"]);
  expect(lines[1]?.message).toBe("Its package is not installed.");
  expect(none).toMatchObject([{ verdict: "off" }]);
});
