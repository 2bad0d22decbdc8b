import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createHostedGgufModel } from "../../../adapters/llm/hosted-gguf-model.ts";
import { withSlot } from "../../../src/gpu/current-slot.ts";
import { onSlotDevice } from "../../../src/gpu/on-slot-device.ts";
import { createFakeModel } from "../../fakes/fake-model.ts";
import { makeFolder, put } from "../../tools/team-repository.ts";

/** In the place of node-llama-cpp: says which GPU it sees, dies of "die" and never answers to "wait". */
const RUNTIME = `
export const getLlama = async () => ({
  loadModel: async () => ({ createContext: async () => ({ getSequence: () => ({ tokenMeter: { usedInputTokens: 0, usedOutputTokens: 0 } }) }) }),
});
export class LlamaChat {
  async generateResponse(history, { signal, onTextChunk }) {
    const asked = JSON.stringify(history);
    if (asked.includes("die")) process.kill(process.pid, "SIGKILL");
    onTextChunk("I see ");
    if (asked.includes("wait")) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return { response: "I see " + process.env.CUDA_VISIBLE_DEVICES, metadata: { stopReason: "eogToken" } };
  }
}
`;

function setUp() {
  const home = makeFolder();
  put(home, {
    "model.gguf": "",
    "packages/node_modules/node-llama-cpp/package.json": '{ "type": "module" }',
    "packages/node_modules/node-llama-cpp/dist/index.js": RUNTIME,
  });
  const name = `gguf:${join(home, "model.gguf")}`;
  const options = { packagesDir: join(home, "packages"), contextTokens: 512 };
  const { model: here } = createFakeModel(() => ({ say: "I see the processor" }), name);
  const model = onSlotDevice(here, (device) => createHostedGgufModel(name, options, device));
  const ask = async (text: string, signal = new AbortController().signal, heard: string[] = []) =>
    (
      await model.answer({
        messages: [{ role: "user", text }],
        tools: [],
        signal,
        onText: (piece) => heard.push(piece),
      })
    ).text;
  return { ask, on: async <T>(device: string, work: () => Promise<T>) => withSlot({ device }, work) };
}

test("each job's model runs on the device of its slot, in a process that a death does not take along", async () => {
  const { ask, on } = setUp();
  const heard: string[] = [];

  const side = await Promise.all([
    on("GPU-a", async () => ask("look", undefined, heard)),
    on("GPU-b", async () => ask("look")),
    ask("look"),
  ]);
  const dead = on("GPU-a", async () => ask("die"));

  expect(side).toEqual(["I see GPU-a", "I see GPU-b", "I see the processor"]);
  expect(heard).toEqual(["I see "]);
  await expect(dead).rejects.toMatchObject({ code: "llm.unreachable", retryable: true });
  expect(await on("GPU-a", async () => ask("look again"))).toBe("I see GPU-a");
});

test("a model that is stopped stops, and answers the next time", async () => {
  const { ask, on } = setUp();
  const stop = new AbortController();
  const heard: string[] = [];

  const stopped = on("GPU-a", async () => ask("wait", stop.signal, heard));
  while (heard.length === 0) await sleep(10);
  stop.abort();

  await expect(stopped).rejects.toMatchObject({ code: "execution.stopped" });
  expect(await on("GPU-a", async () => ask("look"))).toBe("I see GPU-a");
});
