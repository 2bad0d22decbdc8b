import { homedir } from "node:os";
import { basename, dirname, resolve } from "node:path";
import { BotError } from "../errors.ts";
import type { Config, LogLevel, RouterKind } from "./config.ts";
import { configPath, loadDotEnv, readEnv } from "./env.ts";
import type { Env, EnvSource } from "./env.ts";
import { loadConfig } from "./load-config.ts";
import type { Parsed } from "./parse-yaml.ts";
import { formatProblem } from "./problem.ts";
import type { Problem } from "./problem.ts";

/** Environment and configuration as one, read once at start-up; all paths are absolute. */
export interface Settings {
  readonly env: Env;
  readonly config: Config;
  /** Absent: the built-in defaults. */
  readonly configFile?: string;
  readonly dataDir: string;
  /** The repository that agents work on. */
  readonly workspacePath: string;
  readonly workspaceName: string;
  readonly redis:
    | { readonly kind: "url"; readonly url: string }
    | { readonly kind: "private"; readonly dataDir: string; readonly redisServer?: string };
  /** Absent: no port is opened. */
  readonly http?: { readonly host: string; readonly port: number };
  /** The one that is wished for; the linear one stands in where no model can be loaded. */
  readonly routerKind: RouterKind;
  readonly logLevel: LogLevel;
}

export interface SettingsOptions {
  /** Where relative paths, `.env` and `switchyard.yaml` are looked for. Default: the working directory. */
  readonly cwd?: string;
  /** Default: the process's own environment, with `.env` added. */
  readonly source?: EnvSource;
}

/** `readSettings` for callers that go on when something is wrong, such as the doctor. */
export function collectSettings(options: SettingsOptions = {}): Parsed<Settings> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const dotEnv = options.source === undefined ? loadDotEnv(cwd) : undefined;
  const env = readEnv(options.source);
  // The file is read even when the environment is broken, so that one run tells everything.
  const path = configPath(options.source);
  const loaded = loadConfig({ cwd, ...(path === undefined ? {} : { path }) });
  if (!env.ok || !loaded.ok || dotEnv !== undefined) {
    const problems: readonly Problem[] = [
      ...(dotEnv === undefined ? [] : [dotEnv]),
      ...(env.ok ? [] : env.problems),
      ...(loaded.ok ? [] : loaded.problems),
    ];
    return { ok: false, problems };
  }
  return { ok: true, value: merge(cwd, env.value, loaded) };
}

/** `~` is a shell's word; files and `.env` hand it on as it is. */
function fromHome(path: string): string {
  return /^~(?:\/|$)/u.test(path) ? `${homedir()}${path.slice(1)}` : path;
}

function merge(cwd: string, env: Env, { config, file }: { config: Config; file?: string }): Settings {
  const dataDir = resolve(cwd, fromHome(env.SWITCHYARD_DATA));
  const configFile = file === undefined ? undefined : resolve(cwd, file);
  const configDir = configFile === undefined ? cwd : dirname(configFile);
  const workspacePath =
    env.SWITCHYARD_WORKSPACE === undefined
      ? resolve(configDir, fromHome(config.workspace.path))
      : resolve(cwd, fromHome(env.SWITCHYARD_WORKSPACE));
  return {
    env,
    config,
    ...(configFile === undefined ? {} : { configFile }),
    dataDir,
    workspacePath,
    workspaceName: config.workspace.name ?? basename(workspacePath),
    redis: redisOf(env, dataDir),
    ...(env.SWITCHYARD_HTTP_PORT === undefined
      ? {}
      : { http: { host: env.SWITCHYARD_HTTP_HOST, port: env.SWITCHYARD_HTTP_PORT } }),
    routerKind: env.SWITCHYARD_ROUTER ?? config.router.kind,
    logLevel: env.SWITCHYARD_LOG ?? config.log.level,
  };
}

function redisOf(env: Env, dataDir: string): Settings["redis"] {
  if (env.REDIS_URL !== undefined) return { kind: "url", url: env.REDIS_URL };
  const redisServer = env.SWITCHYARD_REDIS_SERVER;
  return { kind: "private", dataDir, ...(redisServer === undefined ? {} : { redisServer }) };
}

/**
 * Everything that start-up needs to know, or a `BotError` `config.invalid` that lists every problem of the
 * environment and of the configuration, one a line. Opens no connection.
 */
export function readSettings(options: SettingsOptions = {}): Settings {
  const collected = collectSettings(options);
  if (collected.ok) return collected.value;
  const { problems } = collected;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new BotError(
    "config.invalid",
    `The configuration has ${count}:\n${problems.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`,
  );
}
