import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import type { HandlerOutcome, HookCall } from "../hook-handler.ts";
import { toOutcome } from "./handler-answer.ts";

export interface ModuleHandlerDeps {
  /** Already scrubbed; all that the module sees of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Address of a module whose `register` makes Node read TypeScript, for a Node that cannot by itself. */
  readonly typeScriptLoader?: string;
}

const MAX_HEAP_MB = 256;

/**
 * Runs in the worker. As text, so that it is the same from sources and from the compiled package. The answer goes
 * through JSON: what cannot be written down cannot be kept as an event either.
 */
const BOOT = `
const { parentPort, workerData } = require("node:worker_threads");
Promise.resolve()
  .then(async () => {
    if (workerData.loader !== undefined) (await import(workerData.loader)).register();
    const { default: hook } = await import(workerData.url);
    if (typeof hook !== "function") throw new Error("has no default export that is a function");
    const answer = await hook(workerData.call);
    parentPort.postMessage({ ok: true, answer: JSON.stringify(answer ?? null) });
  })
  .catch((error) => parentPort.postMessage({ ok: false, message: String(error?.message ?? error) }));
`;

const Posted = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), answer: z.string() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);

function readsTypeScript(): boolean {
  // Not in the types of the oldest Node that we run on.
  return Boolean((process.features as { readonly typescript?: string | false }).typescript);
}

function toResult(posted: unknown): HandlerOutcome {
  const parsed = Posted.safeParse(posted);
  if (!parsed.success) return { status: "failed", message: "posted something of its own." };
  if (!parsed.data.ok) return { status: "failed", message: parsed.data.message };
  return toOutcome(JSON.parse(parsed.data.answer));
}

function startWorker(path: string, call: HookCall, deps: ModuleHandlerDeps, loader?: string): Worker {
  const { hook, key, attempt, input } = call;
  return new Worker(BOOT, {
    eval: true,
    workerData: { url: pathToFileURL(path).href, call: { hook, key, attempt, input }, loader },
    env: { ...deps.env },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    stdout: true,
    stderr: true,
  });
}

async function outcomeOf(worker: Worker, signal: AbortSignal): Promise<HandlerOutcome> {
  return new Promise((resolve) => {
    worker.once("message", (posted: unknown) => resolve(toResult(posted)));
    worker.once("error", (error) => resolve({ status: "failed", message: messageOf(error) }));
    worker.once("exit", () => resolve({ status: "failed", message: "ended without an answer." }));
    signal.addEventListener("abort", () => resolve({ status: "failed", message: "was ended." }), {
      once: true,
    });
    // Unread output would keep the worker waiting.
    worker.stdout.resume();
    worker.stderr.resume();
  });
}

/**
 * Calls the default export of a module, in a thread of its own: it is read anew each time, cannot hold up the
 * process, and is ended with the call even in the middle of an endless loop.
 */
export async function runModuleHook(
  path: string,
  call: HookCall,
  deps: ModuleHandlerDeps,
): Promise<HandlerOutcome> {
  const needsLoader = /\.[cm]?ts$/u.test(path) && !readsTypeScript();
  if (needsLoader && deps.typeScriptLoader === undefined) {
    const message = "is TypeScript, which Node reads from 22.18 on. Update Node, or compile the module.";
    return { status: "failed", message, retryable: false };
  }
  const worker = startWorker(path, call, deps, needsLoader ? deps.typeScriptLoader : undefined);
  try {
    return await outcomeOf(worker, call.signal);
  } finally {
    await worker.terminate();
  }
}
