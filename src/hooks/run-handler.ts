import { z } from "zod";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { Evidence } from "../gates/evidence.ts";
import { shorten } from "../text/shorten.ts";
import { redactSecrets } from "../workspace/redact-secrets.ts";
import type { HandlerOutcome, HookCall, HookHandler } from "./hook-handler.ts";
import type { HandlerReport } from "./hook-report.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** For a handler that was told to stop and tidies up. */
const STOPPING_MS = 2_000;
const LONGEST_MESSAGE = 500;

export interface HandlerRun {
  readonly report: HandlerReport;
  readonly output?: unknown;
}

function clip(message: string): string {
  return shorten(redactSecrets(message, { holdsKey: false }).trim(), LONGEST_MESSAGE);
}

async function attemptOnce(
  handler: HookHandler,
  call: Omit<HookCall, "signal">,
  clock: Clock,
): Promise<HandlerOutcome | "timed_out"> {
  const stop = new AbortController();
  const timer = new AbortController();
  // Also an input that cannot be copied, and what a handler throws before its first await, becomes an outcome.
  const running = Promise.resolve()
    .then(async () => handler.run({ ...call, input: structuredClone(call.input), signal: stop.signal }))
    .catch((error: unknown): HandlerOutcome => ({ status: "failed", message: messageOf(error) }));
  const limit = clock.sleep(handler.timeoutMs, timer.signal).then(() => "timed_out" as const);
  const first = await Promise.race([running, limit]);
  timer.abort();
  if (first !== "timed_out") return first;
  stop.abort();
  const grace = new AbortController();
  await Promise.race([running, clock.sleep(STOPPING_MS, grace.signal)]);
  grace.abort();
  return "timed_out";
}

function waitMs(outcome: HandlerOutcome | "timed_out", attempt: number): number {
  const asked = outcome === "timed_out" ? undefined : outcome.retryAfterMs;
  return Math.min(asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
}

function isWorthRetrying(outcome: HandlerOutcome | "timed_out"): boolean {
  return outcome === "timed_out" || (outcome.status === "failed" && outcome.retryable !== false);
}

function toReport(
  handler: HookHandler,
  outcome: HandlerOutcome | "timed_out",
  run: { readonly attempts: number; readonly durationMs: number },
): HandlerReport {
  const base = { name: handler.name, kind: handler.kind, ...run };
  const blocks = handler.onFailure === "block" && handler.blocking;
  if (outcome === "timed_out") {
    const message = `did not end within ${handler.timeoutMs} ms.`;
    return { ...base, status: blocks ? "blocked" : "timed_out", message, evidence: [] };
  }
  const parsed = z.array(Evidence).safeParse(outcome.evidence ?? []);
  if (!parsed.success) {
    const message = "gave evidence of an unknown shape.";
    return { ...base, status: blocks ? "blocked" : "failed", message, evidence: [] };
  }
  const status = outcome.status === "failed" && blocks ? "blocked" : outcome.status;
  return { ...base, status, message: clip(outcome.message), evidence: parsed.data };
}

/** Runs one handler with its time limit and its retries. Never rejects, whatever the handler does. */
export async function runHandler(
  handler: HookHandler,
  call: Pick<HookCall, "hook" | "key" | "input">,
  clock: Clock,
): Promise<HandlerRun> {
  const startedMs = clock.now();
  let attempts = 0;
  for (;;) {
    attempts += 1;
    const outcome = await attemptOnce(handler, { ...call, attempt: attempts }, clock);
    if (attempts <= handler.retries && isWorthRetrying(outcome)) {
      await clock.sleep(waitMs(outcome, attempts));
      continue;
    }
    const report = toReport(handler, outcome, { attempts, durationMs: clock.now() - startedMs });
    return outcome === "timed_out" || outcome.output === undefined
      ? { report }
      : { report, output: outcome.output };
  }
}
