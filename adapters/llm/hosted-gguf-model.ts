import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { variables } from "../../src/config/env.ts";
import { BotError } from "../../src/errors.ts";
import { stoppedError } from "../../src/execution/loop/until-aborted.ts";
import type { ChatModel, ModelAnswer, ModelRequest } from "../../src/execution/model/chat-model.ts";
import { FromHost } from "./gguf-host-messages.ts";
import type { ToHost } from "./gguf-host-messages.ts";

export type HostedOptions = Extract<ToHost, { kind: "open" }>["options"];

interface Waiting {
  readonly request: ModelRequest;
  readonly resolve: (answer: ModelAnswer) => void;
  readonly reject: (error: BotError) => void;
}

interface Host {
  isAlive(): boolean;
  ask(request: ModelRequest): Promise<ModelAnswer>;
}

/** Beside this file, compiled or not. */
const PROGRAM = fileURLToPath(import.meta.url).replace(/hosted-gguf-model(?=\.[jt]s$)/u, "gguf-host");

function startProcess(device: string): ChildProcess {
  const child = fork(PROGRAM, {
    // Libraries look at it when they are loaded, so that a device takes a process of its own.
    env: { ...variables(), CUDA_VISIBLE_DEVICES: device },
    execArgv: PROGRAM.endsWith(".ts") ? ["--import", "tsx"] : [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  // It keeps no worker from ending.
  child.unref();
  child.channel?.unref();
  return child;
}

/** The other end throws nothing but what `createGgufModel` throws. */
function toError({ code, message, retryable }: Extract<FromHost, { kind: "failed" }>): BotError {
  if (code === "execution.stopped") return stoppedError();
  if (code === "llm.model_unavailable") return new BotError("llm.model_unavailable", message);
  return new BotError("llm.unreachable", message, { retryable });
}

function take(message: FromHost, waiting: Map<number, Waiting>): void {
  const found = waiting.get(message.id);
  if (found === undefined) return;
  if (message.kind === "text") {
    found.request.onText?.(message.piece);
    return;
  }
  waiting.delete(message.id);
  if (message.kind === "answer") found.resolve(message.answer);
  else found.reject(toError(message));
}

function startHost(name: string, options: HostedOptions, device: string): Host {
  const child = startProcess(device);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let alive = true;
  const end = (): void => {
    alive = false;
    const error = new BotError("llm.unreachable", `The process of ${name} on ${device} ended.`, {
      retryable: true,
    });
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const send = (message: ToHost): void => {
    if (alive) child.send(message, (error) => (error === null ? undefined : end()));
  };
  child.on("message", (raw) => take(FromHost.parse(raw), waiting));
  child.on("error", end);
  child.on("exit", end);
  send({ kind: "open", name, options });
  return {
    isAlive: () => alive,
    async ask(request) {
      const { signal, onText: _here, ...plain } = request;
      lastId += 1;
      const id = lastId;
      const stop = (): void => send({ kind: "stop", id });
      signal.addEventListener("abort", stop, { once: true });
      // An answer that somebody waits for does.
      child.channel?.ref();
      try {
        return await new Promise<ModelAnswer>((resolve, reject) => {
          waiting.set(id, { request, resolve, reject });
          send({ kind: "ask", id, request: plain });
        });
      } finally {
        signal.removeEventListener("abort", stop);
        if (waiting.size === 0) child.channel?.unref();
      }
    },
  };
}

/**
 * A model file in a process of its own that sees one GPU, as `CUDA_VISIBLE_DEVICES` names it. The process starts with
 * the first answer, ends with this one, and is started again after it has died. Rejects like `createGgufModel`.
 */
export function createHostedGgufModel(name: string, options: HostedOptions, device: string): ChatModel {
  let host: Host | undefined;
  return {
    name,
    async answer(request) {
      if (request.signal.aborted) throw stoppedError();
      host = host?.isAlive() === true ? host : startHost(name, options, device);
      return host.ask(request);
    },
  };
}
