import { parseCommandLine } from "../process/parse-command-line.ts";
import type { ProcessOutcome } from "../process/run-process.ts";
import { tailOf } from "./check-result.ts";
import type { CommandEvidence } from "./evidence.ts";
import type { GateDeps } from "./gate-context.ts";

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export type CommandDeps = Pick<
  GateDeps,
  "clock" | "commands" | "env" | "runProcess" | "signal" | "timeoutMs" | "workspace"
>;

export type CommandRun =
  /** There is nothing that could be run: no evidence either way. */
  | { readonly kind: "impossible"; readonly why: string }
  | {
      readonly kind: "ran";
      readonly ok: boolean;
      /** What went wrong, when it did. */
      readonly why: string;
      /** Of the last step. */
      readonly evidence: CommandEvidence;
      readonly output: string;
      readonly truncated: boolean;
      readonly startedMs: number;
    };

type Finished = Exclude<ProcessOutcome, { kind: "not_started" }>;

function outputOf(outcome: Finished): string {
  return [outcome.stdout, outcome.stderr].filter((text) => text.trim() !== "").join("\n");
}

function whyOf(outcome: Finished, timeoutMs: number): string {
  if (outcome.kind === "timed_out") return `It did not end within ${Math.round(timeoutMs / 1_000)} s.`;
  if (outcome.kind === "aborted") return "It was ended before it was through.";
  if (outcome.code === null) return `It was ended by ${outcome.signal}.`;
  return outcome.code === 0 ? "" : `It ended with ${outcome.code}.`;
}

/** Runs a command of the workspace, one step after the other where it has several, up to the first that fails. */
export async function runCommand(name: string, title: string, deps: CommandDeps): Promise<CommandRun> {
  const line = deps.commands[name];
  if (line === undefined || line.trim() === "") {
    return { kind: "impossible", why: `The workspace has no command "${name}".` };
  }
  const parsed = parseCommandLine(line);
  if (!parsed.ok) return { kind: "impossible", why: `The command "${name}" cannot be run. ${parsed.reason}` };
  const startedMs = deps.clock.now();
  let output = "";
  let durationMs = 0;
  let truncated = false;
  let last: Finished | undefined;
  for (const argv of parsed.steps) {
    const outcome = await deps.runProcess({
      argv,
      cwd: deps.workspace,
      env: deps.env,
      timeoutMs: deps.timeoutMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    });
    if (outcome.kind === "not_started") {
      return { kind: "impossible", why: `The command "${name}" could not be started: ${outcome.reason}.` };
    }
    last = outcome;
    output += `${output === "" ? "" : "\n"}${outputOf(outcome)}`;
    durationMs += outcome.durationMs;
    truncated = truncated || outcome.truncated;
    if (outcome.kind !== "exited" || outcome.code !== 0) break;
  }
  if (last === undefined) return { kind: "impossible", why: `The command "${name}" is empty.` };
  const exitCode = last.kind === "exited" ? last.code : null;
  const evidence = {
    kind: "command",
    title,
    command: line,
    exitCode,
    durationMs,
    excerpt: tailOf(output),
  } as const;
  const why = whyOf(last, deps.timeoutMs);
  return { kind: "ran", ok: why === "", why, evidence, output, truncated, startedMs };
}
