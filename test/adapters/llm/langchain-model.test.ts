import { expect, onTestFinished, test } from "vitest";
import { createLangChainModel } from "../../../adapters/llm/langchain-model.ts";
import { chatModelContract } from "../../chat-model.contract.ts";
import type { Script } from "../../fakes/fake-model.ts";
import { startScriptedServer } from "./scripted-server.ts";

async function open(script: Script, retries = 0) {
  const server = await startScriptedServer(script);
  onTestFinished(server.close);
  const options = { model: "openai:a-model", baseUrl: server.baseUrl, apiKey: "a-key", retries };
  return { model: await createLangChainModel(options), server };
}

const REQUEST = {
  messages: [{ role: "user", text: "hello" }],
  tools: [],
  signal: new AbortController().signal,
} as const;

chatModelContract("a model behind LangChain", async (script) => (await open(script)).model);

test("a passing failure is tried again by the client, after the pause that the server asks for", async () => {
  const { model, server } = await open(
    (_request, turn) => (turn === 0 ? { fails: 429, retryAfterSeconds: 0 } : { say: "yes" }),
    1,
  );

  expect((await model.answer(REQUEST)).text).toBe("yes");
  expect(server.requests).toHaveLength(2);
  expect(server.keys).toEqual(["Bearer a-key", "Bearer a-key"]);
});

test("people do not read what the provider says in its errors", async () => {
  const { model } = await open(() => ({ fails: 401 }));

  const error: unknown = await model.answer(REQUEST).catch((caught: unknown) => caught);

  expect(String(error)).toContain("does not accept the key");
  expect(String(error)).not.toContain("secret-of-the-provider");
});

test.each([
  ["anthropic:a-model", "npm install @langchain/anthropic"],
  ["ollama:a-model", "npm install @langchain/ollama"],
])("%s says how its package is installed", async (model, command) => {
  await expect(createLangChainModel({ model })).rejects.toMatchObject({
    code: "llm.model_unavailable",
    message: expect.stringContaining(command) as string,
  });
});
