import { describe, expect, test } from "vitest";
import type { ChatModel, ModelRequest } from "../src/execution/model/chat-model.ts";
import type { Script, ScriptedTurn } from "./fakes/fake-model.ts";

/** Opens a model whose answers are scripted: behind a server of its own, or as a fake. */
export type OpenModel = (script: Script) => Promise<ChatModel>;

const TOOL = {
  name: "read_file",
  description: "Reads a file.",
  schema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

function aRequest(over: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [
      { role: "system", text: "You help." },
      { role: "user", text: "What is in a.ts?" },
    ],
    tools: [TOOL],
    signal: new AbortController().signal,
    ...over,
  };
}

/** What every `ChatModel` promises. */
export function chatModelContract(name: string, open: OpenModel): void {
  async function ask(turn: ScriptedTurn, over: Partial<ModelRequest> = {}) {
    return (await open(() => turn)).answer(aRequest(over));
  }

  describe(`${name} keeps the promises of a model`, () => {
    test("hands on its text piece by piece, and whole at the end", async () => {
      const heard: string[] = [];

      const answer = await ask({ say: "It exports \nthe pöol." }, { onText: (piece) => heard.push(piece) });

      expect(answer.text).toBe("It exports \nthe pöol.");
      expect(heard.join("")).toBe(answer.text);
      expect(heard.length).toBeGreaterThan(1);
      expect(answer).toMatchObject({ calls: [], isCut: false });
    });

    test("asks for tools with parsed input, several at once", async () => {
      const calls = ["a.ts", "b.ts"].map((path) => ({ name: "read_file", input: { path } }));

      const answer = await ask({ say: "I look.", calls });

      expect(answer.text).toBe("I look.");
      expect(answer.calls).toMatchObject(calls);
      expect(new Set(answer.calls.map(({ id }) => id)).size).toBe(2);
    });

    test("says so when the arguments of a call are no JSON", async () => {
      const answer = await ask({ calls: [{ name: "read_file", input: '{"path": "a' }] });

      expect(answer.calls).toMatchObject([{ name: "read_file", problem: expect.any(String) as string }]);
    });

    test("counts tokens as the provider does", async () => {
      const usage = { inputTokens: 1_234, outputTokens: 56, cachedTokens: 1_000 };

      expect((await ask({ say: "yes", usage })).usage).toEqual(usage);
    });

    test("notices an answer that was cut off at its limit", async () => {
      expect((await ask({ say: "and th", isCut: true })).isCut).toBe(true);
    });

    test("names the model that answered", async () => {
      const model = await open(() => ({ say: "yes" }));

      expect((await model.answer(aRequest())).model).toBe(model.name);
    });

    test.each<[string, ScriptedTurn, string, boolean]>([
      ["a refused request", { fails: 400 }, "llm.refused", false],
      ["a refused key", { fails: 401 }, "llm.refused", false],
      ["a server in trouble", { fails: 500 }, "llm.unreachable", true],
      ["an answer that breaks off", { breaksOff: true }, "llm.unreachable", true],
    ])("rejects %s", async (_what, turn, code, retryable) => {
      await expect(ask(turn)).rejects.toMatchObject({ code, retryable });
    });

    test("rejects when it is asked too often, with the time that it was told to wait", async () => {
      const failure = ask({ fails: 429, retryAfterSeconds: 7 });

      await expect(failure).rejects.toMatchObject({
        code: "llm.rate_limited",
        retryable: true,
        retryAfterMs: 7_000,
      });
    });

    test("stops when the signal fires, before and during an answer", async () => {
      const stop = new AbortController();
      const model = await open(() => ({ hangs: true }));
      const hanging = model.answer(aRequest({ signal: stop.signal }));
      setImmediate(() => stop.abort());

      await expect(hanging).rejects.toMatchObject({ code: "execution.stopped" });
      await expect(model.answer(aRequest({ signal: stop.signal }))).rejects.toMatchObject({
        code: "execution.stopped",
      });
    });

    test("is told the whole conversation, its tools and which one it must call", async () => {
      const seen: ModelRequest[] = [];
      const model = await open((request) => {
        seen.push(request);
        return { say: "done" };
      });
      const { messages } = aRequest();
      const call = { id: "c1", name: "read_file", input: { path: "a.ts" } };

      await model.answer(
        aRequest({
          messages: [
            ...messages,
            { role: "assistant", text: "I look.", calls: [call] },
            { role: "tool", callId: "c1", name: "read_file", text: "export {}" },
          ],
          mustCall: "read_file",
        }),
      );

      expect(seen[0]?.messages).toMatchObject([
        ...messages,
        { role: "assistant", text: "I look.", calls: [call] },
        { role: "tool", callId: "c1", text: "export {}" },
      ]);
      expect(seen[0]?.tools).toMatchObject([{ name: "read_file", schema: TOOL.schema }]);
      expect(seen[0]?.mustCall).toBe("read_file");
    });
  });
}
