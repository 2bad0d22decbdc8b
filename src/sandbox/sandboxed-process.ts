import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CommandRule } from "../config/tools-config.ts";
import { parseCommandLine } from "../process/parse-command-line.ts";
import type { ProcessOutcome, ProcessSpec, RunProcess } from "../process/run-process.ts";
import { scrubEnvironment } from "../process/scrub-environment.ts";
import type { HiddenPlaces } from "./hidden-places.ts";
import type { Sandbox, SandboxLimits } from "./sandbox.ts";

export interface SandboxedDeps {
  readonly runProcess: RunProcess;
  /** Looked for when the first command runs. Rejects with `sandbox.unavailable`. */
  readonly sandbox: () => Promise<Sandbox>;
  readonly hidden: () => Promise<HiddenPlaces>;
  /** Device files that commands may use at the moment; absent: none. */
  readonly devices?: () => Promise<readonly string[]>;
  /** Name to command line. */
  readonly commands: Readonly<Record<string, string | undefined>>;
  readonly rules: Readonly<Record<string, CommandRule>>;
  /** All variables of this process; each command gets the harmless ones and those of its rule. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: SandboxLimits;
  /** Where private temporary folders are made when there is no sandbox. */
  readonly tmpDir: string;
}

export interface CommandPlace {
  /** The only folder that commands may write to. */
  readonly path: string;
  /** What they may read although it is hidden: what git knows of the worktree, shared folders. */
  readonly readable: readonly string[];
}

type Rule = Pick<CommandRule, "network" | "timeoutMs"> & { readonly passEnv: readonly string[] };

const DEFAULT_RULE: Rule = { network: false, passEnv: [], timeoutMs: Number.POSITIVE_INFINITY };

/** The rule of the command that this is a step of. */
function ruleOf(argv: readonly string[], { commands, rules }: SandboxedDeps): Rule {
  const wanted = JSON.stringify(argv);
  for (const [name, line] of Object.entries(commands)) {
    const parsed = parseCommandLine(line ?? "");
    if (parsed.ok && parsed.steps.some((step) => JSON.stringify(step) === wanted))
      return rules[name] ?? DEFAULT_RULE;
  }
  return DEFAULT_RULE;
}

/** Caches go where the program may write; a build folder outside the worktree it could not write to. */
function environmentOf(env: Record<string, string>, tmp: string): Record<string, string> {
  const { CARGO_TARGET_DIR: _elsewhere, SHELL: _shell, ...rest } = env;
  return {
    ...rest,
    TMPDIR: tmp,
    TMP: tmp,
    TEMP: tmp,
    XDG_CACHE_HOME: join(tmp, "cache"),
    npm_config_cache: join(tmp, "npm"),
    npm_config_update_notifier: "false",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}

async function runIn(spec: ProcessSpec, place: CommandPlace, deps: SandboxedDeps): Promise<ProcessOutcome> {
  const sandbox = await deps.sandbox();
  const rule = ruleOf(spec.argv, deps);
  const isolated = sandbox.kind !== "none";
  const tmp = isolated ? "/tmp" : await mkdtemp(join(deps.tmpDir, "command-"));
  try {
    return await deps.runProcess({
      ...spec,
      argv: sandbox.wrap({
        argv: spec.argv,
        cwd: spec.cwd,
        writable: [place.path],
        // The link to what git knows: changed, it would lead git elsewhere.
        readable: [...place.readable, join(place.path, ".git")],
        hidden: await deps.hidden(),
        devices: (await deps.devices?.()) ?? [],
        network: rule.network,
        limits: deps.limits,
      }),
      env: environmentOf(scrubEnvironment(deps.env, rule.passEnv), tmp),
      timeoutMs: Math.min(spec.timeoutMs, rule.timeoutMs),
    });
  } finally {
    if (!isolated) await rm(tmp, { recursive: true, force: true });
  }
}

/** `RunProcess` for commands of the workspace: in the sandbox, with the rule of the command, in one worktree. */
export function createSandboxedProcess(deps: SandboxedDeps): (place: CommandPlace) => RunProcess {
  return (place) => async (spec) => runIn(spec, place, deps);
}
