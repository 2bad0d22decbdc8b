import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { createOutputTail } from "./output-tail.ts";

export interface ProcessSpec {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is added to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** What is kept of each stream, the end of it, in bytes. */
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
}

export interface ProcessOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** True when a stream was longer than what is kept of it. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

export type ProcessOutcome =
  | ({
      readonly kind: "exited";
      readonly code: number | null;
      readonly signal: string | null;
    } & ProcessOutput)
  | ({ readonly kind: "timed_out" } & ProcessOutput)
  | ({ readonly kind: "aborted" } & ProcessOutput)
  | { readonly kind: "not_started"; readonly reason: string };

/** Runs a program to its end or its limit. Never rejects; when it resolves, nothing the program started is left. */
export type RunProcess = (spec: ProcessSpec) => Promise<ProcessOutcome>;

export interface ProcessDeps {
  readonly clock: Clock;
  readonly spawn?: typeof spawn;
  /** Between asking a process group to end and ending it. Default 500. */
  readonly graceMs?: number;
}

const GRACE_MS = 500;
const DRAIN_MS = 1_000;

/** To the whole group: the child is its leader, so that grandchildren do not outlive it. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error?: Error;
}

async function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

async function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("close", () => resolve()));
}

function feed(child: ChildProcess, text: string | undefined): void {
  // A program that does not read its input closes the pipe: that is its right.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(text ?? "");
}

/** `"timeout"` at the time limit, `"abort"` when the caller gave up, the ending when the program came first. */
async function firstOf(
  ending: Promise<Ending>,
  spec: ProcessSpec,
  clock: Clock,
): Promise<Ending | "timeout" | "abort"> {
  const stop = new AbortController();
  const forward = () => stop.abort();
  spec.signal?.addEventListener("abort", forward, { once: true });
  if (spec.signal?.aborted === true) stop.abort();
  const limit = clock
    .sleep(spec.timeoutMs, stop.signal)
    .then(() => (spec.signal?.aborted === true ? ("abort" as const) : ("timeout" as const)));
  try {
    return await Promise.race([ending, limit]);
  } finally {
    spec.signal?.removeEventListener("abort", forward);
    stop.abort();
  }
}

async function endGroup(child: ChildProcess, ending: Promise<Ending>, deps: ProcessDeps): Promise<void> {
  signalGroup(child, "SIGTERM");
  const stop = new AbortController();
  await Promise.race([ending, deps.clock.sleep(deps.graceMs ?? GRACE_MS, stop.signal)]);
  stop.abort();
}

/** The child, or why there is none: Node throws for arguments that no program can be given. */
function startGroup(
  start: typeof spawn,
  spec: ProcessSpec,
  [program, args]: readonly [string, readonly string[]],
): ChildProcess | string {
  try {
    const env = { ...spec.env };
    return start(program, args, { cwd: spec.cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    return messageOf(error);
  }
}

/** `RunProcess` on this machine, over Node's `spawn`. */
export function createRunProcess(deps: ProcessDeps): RunProcess {
  const start = deps.spawn ?? spawn;
  const { clock } = deps;

  return async (spec) => {
    const [program, ...args] = spec.argv;
    if (program === undefined) return { kind: "not_started", reason: "The command is empty." };
    const startedMs = clock.now();
    const child = startGroup(start, spec, [program, args]);
    if (typeof child === "string") return { kind: "not_started", reason: child };
    const stdout = createOutputTail(child.stdout, spec.maxOutputBytes);
    const stderr = createOutputTail(child.stderr, spec.maxOutputBytes);
    const ending = endingOf(child);
    const close = closed(child);
    feed(child, spec.stdin);

    const first = await firstOf(ending, spec, clock);
    if (typeof first === "object" && first.error !== undefined) {
      return { kind: "not_started", reason: first.error.message };
    }
    if (typeof first === "string") await endGroup(child, ending, deps);
    // Also after a proper end: what it left running in the background holds its pipes and the machine.
    signalGroup(child, "SIGKILL");
    const drained = new AbortController();
    await Promise.race([close, clock.sleep(DRAIN_MS, drained.signal)]);
    drained.abort();
    const output: ProcessOutput = {
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.isTruncated() || stderr.isTruncated(),
      durationMs: clock.now() - startedMs,
    };
    if (first === "timeout") return { kind: "timed_out", ...output };
    if (first === "abort") return { kind: "aborted", ...output };
    return { kind: "exited", code: first.code, signal: first.signal, ...output };
  };
}
