import { expect, test } from "vitest";
import { createGgufModel } from "../../../adapters/llm/gguf-model.ts";
import { toGgufTurns } from "../../../adapters/llm/gguf-prompt.ts";
import { boundsFor, fitToSchema, toGrammarSchema } from "../../../adapters/llm/gguf-schema.ts";
import { createSaidReader } from "../../../adapters/llm/said-text.ts";
import { readReport, REPORT_SCHEMA } from "../../../src/execution/report/read-report.ts";

test("what people read is what the model says, without the JSON around it, as it is written", () => {
  const heard: string[] = [];
  const read = createSaidReader((piece) => heard.push(piece));

  for (const chunk of ['{"sa', 'y": "I look', " at \\", '"a.ts\\', "u00e9", '", "tool": "read', '_file"}'])
    read(chunk);

  expect(heard.join("")).toBe('I look at "a.tsé');
  expect(heard.length).toBeGreaterThan(2);
});

test("a schema becomes one that grammars know, optional keys with null, all with bounds", () => {
  const schema = {
    type: "object",
    properties: {
      path: { type: "string", minLength: 1 },
      line: { type: "integer", exclusiveMinimum: 0 },
      sure: { type: "number", minimum: 0, maximum: 1 },
      tags: { type: "array", items: { type: "string" } },
    },
    required: ["path", "sure"],
  };

  expect(toGrammarSchema(schema, { text: 50, items: 2 })).toEqual({
    type: "object",
    properties: {
      path: { type: "string", minLength: 1, maxLength: 50 },
      line: { oneOf: [{ type: "integer" }, { type: "null" }] },
      sure: { enum: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] },
      tags: {
        type: "array",
        items: { type: "string", minLength: 0, maxLength: 50 },
        minItems: 0,
        maxItems: 2,
      },
    },
  });
  expect(fitToSchema({ path: "a", line: -7, sure: 1, tags: [] }, schema)).toEqual({
    path: "a",
    line: 1,
    sure: 1,
    tags: [],
  });
  expect(fitToSchema({ path: "a", line: null }, schema)).toEqual({ path: "a" });
});

test("what a grammar lets a model write about its work is a report", () => {
  const written = {
    summary: "It leaks.",
    findings: [{ text: "here", file: null, line: 0 }],
    changes: [],
    evidence: [],
    nextSteps: [],
    blockers: [],
    confidence: 0.5,
    wantsChanges: null,
  };

  expect(readReport(fitToSchema(written, REPORT_SCHEMA)).ok).toBe(true);
  expect(boundsFor(300).text).toBeLessThan(boundsFor(4_000).text);
});

test("tools are told in the instructions, and results are turns of the other side", () => {
  const tool = { name: "look", description: "Looks.", schema: { properties: { path: {} } } };

  const turns = toGgufTurns(
    [
      { role: "system", text: "You help." },
      { role: "user", text: "Go." },
      { role: "assistant", text: "I look.", calls: [{ id: "c", name: "look", input: { path: "a" } }] },
      { role: "tool", callId: "c", name: "look", text: "found" },
      { role: "user", text: "Hurry." },
    ],
    [tool],
  );

  expect(turns[0]).toMatchObject({
    type: "system",
    text: expect.stringContaining("- look: Looks. Input: {path}") as string,
  });
  expect(turns.slice(1)).toEqual([
    { type: "user", text: "Go." },
    { type: "model", response: ['{"say":"I look.","tool":"look","input":{"path":"a"}}'] },
    { type: "user", text: "found\n\nHurry." },
  ]);
});

test.each([
  ["/nowhere/model.gguf", "There is no model file"],
  [import.meta.filename, "npm install --prefix /nowhere node-llama-cpp"],
])("%s cannot be opened, and the message says why", async (file, message) => {
  const model = createGgufModel(`gguf:${file}`, { packagesDir: "/nowhere", contextTokens: 512 });
  const request = { messages: [], tools: [], signal: new AbortController().signal };

  await expect(model.answer(request)).rejects.toMatchObject({
    code: "llm.model_unavailable",
    message: expect.stringContaining(message) as string,
  });
});
