import { BotError } from "../errors.ts";
import type { RunProcess } from "../process/run-process.ts";
import { createBubblewrap } from "./bubblewrap.ts";
import { createNoSandbox } from "./no-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

/** `auto`: isolation where the system offers it. `required`: no command runs without. `off`: never. */
export type SandboxMode = "auto" | "required" | "off";

export interface DetectDeps {
  readonly runProcess: RunProcess;
  /** The file of a program, or undefined. */
  readonly findProgram: (name: string) => Promise<string | undefined>;
  readonly env: Readonly<Record<string, string>>;
  /** A folder that exists and may be written to, for the trial. */
  readonly folder: string;
}

const TRIAL_MS = 5_000;
const TRIAL_LIMITS = { memoryMb: 512, fileMb: 1 };
const TRIAL = "it stays in here";

async function works(sandbox: Sandbox, deps: DetectDeps): Promise<true | string> {
  const outcome = await deps.runProcess({
    argv: sandbox.wrap({
      argv: ["echo", TRIAL],
      cwd: deps.folder,
      writable: [deps.folder],
      network: false,
      limits: TRIAL_LIMITS,
    }),
    cwd: deps.folder,
    env: deps.env,
    timeoutMs: TRIAL_MS,
    maxOutputBytes: 4_096,
  });
  if (outcome.kind === "not_started") return outcome.reason;
  if (outcome.kind === "exited" && outcome.code === 0 && outcome.stdout.includes(TRIAL)) return true;
  const [said = ""] = outcome.stderr.trim().split("\n");
  return said === "" ? "it gave no answer" : said;
}

async function tryBubblewrap(deps: DetectDeps, prlimit: string | undefined): Promise<Sandbox | string> {
  const bwrap = await deps.findProgram("bwrap");
  if (bwrap === undefined) return "bubblewrap (bwrap) is not installed.";
  const sandbox = createBubblewrap({ bwrap, ...(prlimit === undefined ? {} : { prlimit }) });
  const verdict = await works(sandbox, deps);
  return verdict === true ? sandbox : `bubblewrap does not work on this system: ${verdict}.`;
}

/**
 * The isolation that is in force: bubblewrap where a trial run succeeds. Rejects with `sandbox.unavailable` where it
 * is required and cannot be had.
 */
export async function detectSandbox(mode: SandboxMode, deps: DetectDeps): Promise<Sandbox> {
  const prlimit = await deps.findProgram("prlimit");
  if (mode === "off") return createNoSandbox("The sandbox is switched off.", prlimit);
  const found = await tryBubblewrap(deps, prlimit);
  if (typeof found !== "string") return found;
  if (mode === "auto") return createNoSandbox(found, prlimit);
  throw new BotError(
    "sandbox.unavailable",
    `${found} \`sandbox.mode\` is \`required\`, so no command may run. Install bubblewrap and allow user namespaces, or set it to \`auto\`.`,
  );
}
