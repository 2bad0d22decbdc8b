import { BotError, messageOf } from "../../src/errors.ts";
import type { ChatModel } from "../../src/execution/model/chat-model.ts";
import { createGgufModel } from "./gguf-model.ts";
import { ToHost } from "./gguf-host-messages.ts";
import type { FromHost } from "./gguf-host-messages.ts";

// A process that holds one model file on one device, and ends with the worker that started it.

let model: ChatModel | undefined;
const running = new Map<number, AbortController>();

function tell(message: FromHost): void {
  if (process.connected) process.send?.(message);
}

async function answer({ id, request }: Extract<ToHost, { kind: "ask" }>): Promise<void> {
  const stop = new AbortController();
  running.set(id, stop);
  try {
    if (model === undefined) throw new BotError("llm.model_unavailable", "No model was opened.");
    const onText = (piece: string) => tell({ kind: "text", id, piece });
    tell({ kind: "answer", id, answer: await model.answer({ ...request, signal: stop.signal, onText }) });
  } catch (error) {
    const isKnown = error instanceof BotError;
    const code = isKnown ? error.code : "llm.unreachable";
    tell({ kind: "failed", id, code, message: messageOf(error), retryable: isKnown && error.retryable });
  } finally {
    running.delete(id);
  }
}

process.on("message", (raw) => {
  const message = ToHost.parse(raw);
  switch (message.kind) {
    case "open":
      model = createGgufModel(message.name, message.options);
      break;
    case "ask":
      void answer(message);
      break;
    case "stop":
      running.get(message.id)?.abort();
      break;
  }
});
process.on("disconnect", () => process.exit(0));
