import type { Parsed } from "../config/parse-yaml.ts";
import type { Settings } from "../config/settings.ts";
import { type AgentsReport, checkAgentFiles } from "./check-agents.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkGpu } from "./check-gpu.ts";
import { checkNode } from "./check-node.ts";
import { checkPlatforms, type NearMiss } from "./check-platforms.ts";
import { checkRedisServer, type ServerFinding } from "./check-redis-server.ts";
import { checkWorkspace } from "./check-workspace.ts";
import { doctor, doctorExitCode } from "./doctor.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";
import { findProgram } from "./find-program.ts";
import type { RunProgram } from "./run-program.ts";

export interface DoctorDeps {
  /** From `collectSettings`: with broken settings, what depends on them is left out and the rest is checked. */
  readonly settings: Parsed<Settings>;
  readonly nearMisses: readonly NearMiss[];
  /** `process.version`. */
  readonly nodeVersion: string;
  /** The PATH variable. */
  readonly searchPath: string;
  readonly runProgram: RunProgram;
  readonly agents: () => Promise<AgentsReport>;
  readonly redis: {
    /** The server without its password, for people. */
    readonly where: (settings: Settings) => string;
    readonly inspect: (settings: Settings) => Promise<readonly ServerFinding[]>;
  };
  /** Whether the router's model is there and answers. */
  readonly router: (settings: Settings) => Promise<readonly DoctorLine[]>;
  /** Checks that belong to what is connected, such as an adapter's tokens and scopes. */
  readonly more?: (settings: Settings) => readonly DoctorCheck[];
  /** After this long a check is not waited for any more, which is a warning. */
  readonly limitMs?: number;
}

export interface DoctorReport {
  readonly lines: readonly DoctorLine[];
  readonly exitCode: 0 | 1;
}

function notChecked(names: readonly string[]): DoctorCheck[] {
  const message = "Not checked, because the configuration has problems.";
  return names.map((name) => ({
    name,
    run: async () => Promise.resolve([{ name, verdict: "off" as const, message }]),
  }));
}

function settingsChecks(deps: DoctorDeps): DoctorCheck[] {
  if (!deps.settings.ok)
    return notChecked(["slack", "discord", "workspace", "data folder", "redis", "router"]);
  const settings = deps.settings.value;
  const place = { searchPath: deps.searchPath, cwd: settings.workspacePath };
  return [
    checkPlatforms(settings, deps.nearMisses),
    ...(deps.more?.(settings) ?? []),
    checkWorkspace({ settings, findProgram: async (program) => findProgram(program, place) }),
    checkDataFolder(settings.dataDir),
    checkRedisServer({
      where: deps.redis.where(settings),
      inspect: async () => deps.redis.inspect(settings),
      allowUnsafe: settings.config.redis.allowUnsafe,
    }),
    { name: "router", run: async () => deps.router(settings) },
  ];
}

/** Looks at everything that Switchyard needs and says how it stands, one line each; exit code 1 with any problem. */
export async function runDoctor(deps: DoctorDeps): Promise<DoctorReport> {
  const checks = [
    checkNode(deps.nodeVersion),
    checkConfiguration(deps.settings),
    ...settingsChecks(deps),
    checkAgentFiles(deps.agents),
    checkGpu(deps.runProgram),
  ];
  const lines = await doctor(checks, deps.limitMs);
  return { lines, exitCode: doctorExitCode(lines) };
}
