import type { RunProcess } from "../../process/run-process.ts";
import type { HandlerOutcome, HookCall } from "../hook-handler.ts";
import { toOutcomeOfText } from "./handler-answer.ts";

export interface CommandHandlerDeps {
  readonly runProcess: RunProcess;
  readonly cwd: string;
  /** Already scrubbed. */
  readonly env: Readonly<Record<string, string>>;
}

export interface CommandHook {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
}

const MAX_OUTPUT_BYTES = 64 * 1024;

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

/**
 * Runs a program as a hook: the call as JSON on its standard input, exit code 0 for passed, its standard output for
 * the answer. Whatever it leaves running is ended with it.
 */
export async function runCommandHook(
  hook: CommandHook,
  call: HookCall,
  deps: CommandHandlerDeps,
): Promise<HandlerOutcome> {
  const outcome = await deps.runProcess({
    argv: hook.argv,
    cwd: deps.cwd,
    env: {
      ...deps.env,
      SWITCHYARD_HOOK: call.hook,
      SWITCHYARD_HOOK_KEY: call.key,
    },
    stdin: JSON.stringify({ hook: call.hook, key: call.key, attempt: call.attempt, input: call.input }),
    // The runner keeps the time and fires the signal; this is only the net below it.
    timeoutMs: hook.timeoutMs + 1_000,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal: call.signal,
  });
  if (outcome.kind === "not_started") {
    return { status: "failed", message: `could not be started: ${outcome.reason}`, retryable: false };
  }
  if (outcome.kind !== "exited") return { status: "failed", message: "was ended." };
  if (outcome.code !== 0) {
    const said = lastLine(outcome.stderr) || lastLine(outcome.stdout);
    const ended = outcome.code === null ? `was ended by ${outcome.signal}` : `ended with ${outcome.code}`;
    return { status: "failed", message: said === "" ? `${ended}.` : `${ended}: ${said}` };
  }
  return toOutcomeOfText(outcome.stdout);
}
