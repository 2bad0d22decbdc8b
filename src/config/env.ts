import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../errors.ts";
import { LogLevel, RouterKind } from "./config.ts";
import { checkEnvCombinations } from "./env-combinations.ts";
import { nearestName } from "./nearest-name.ts";
import type { Parsed } from "./parse-yaml.ts";
import type { Problem } from "./problem.ts";
import { RedisUrl } from "./redis-url.ts";
import { zodProblems } from "./zod-problems.ts";

export type EnvSource = Readonly<Record<string, string | undefined>>;

const HttpUrl = z.string().refine((text) => URL.canParse(text) && /^https?:\/\//iu.test(text), {
  error: "is not an http:// or https:// address.",
});

/** A token by the first characters that its platform gives it; messages never repeat the value. */
function token(prefix: string, remedy: string): z.ZodString {
  return z.string().superRefine((value, context) => {
    if (value.startsWith(prefix) && value.length > prefix.length && !/\s/u.test(value)) return;
    context.addIssue({
      code: "custom",
      message: `does not begin with ${prefix} as it should.`,
      params: { remedy },
    });
  });
}

function secret(refused: RegExp, remedy: string): z.ZodString {
  return z.string().superRefine((value, context) => {
    if (!refused.test(value) && !/\s/u.test(value)) return;
    context.addIssue({ code: "custom", message: "is not what belongs here.", params: { remedy } });
  });
}

const Port = z
  .string()
  .refine((text) => /^\d{1,5}$/u.test(text) && Number(text) <= 65_535, {
    error: "is not a port.",
    params: { remedy: "Use a number from 1 to 65535, or 0 for any free port." },
  })
  .transform(Number);

const InstallKey = z
  .string()
  .refine((text) => /^[0-9a-f]{64}$/iu.test(text) || /^[A-Za-z0-9+/]{43}=$/u.test(text), {
    error: "is not a key of 32 bytes in hexadecimal or base64.",
    params: { remedy: "Make one by `openssl rand -hex 32`." },
  });

/** Every environment variable that Switchyard reads; `.env.example` says what each is for. */
export const Env = z
  .object({
    REDIS_URL: RedisUrl.optional(),
    SWITCHYARD_CONFIG: z.string().optional(),
    SWITCHYARD_WORKSPACE: z.string().optional(),
    SWITCHYARD_DATA: z.string().default(".switchyard"),
    SWITCHYARD_HTTP_PORT: Port.optional(),
    SWITCHYARD_HTTP_HOST: z.string().default("127.0.0.1"),
    SWITCHYARD_MODEL: z
      .string()
      .regex(/^[a-z][a-z0-9_-]*:\S+$/u, "write provider:model, for example openai:gpt-oss-20b")
      .optional(),
    SWITCHYARD_ROUTER: RouterKind.optional(),
    SWITCHYARD_LOG: LogLevel.optional(),
    SWITCHYARD_REDIS_SERVER: z.string().optional(),
    OPENAI_BASE_URL: HttpUrl.optional(),
    OPENAI_API_KEY: z.string().optional(),
    SLACK_BOT_TOKEN: token(
      "xoxb-",
      "Take the Bot User OAuth Token from OAuth & Permissions of the Slack app.",
    ).optional(),
    SLACK_APP_TOKEN: token(
      "xapp-",
      "Take an App-Level Token from Basic Information of the Slack app.",
    ).optional(),
    SLACK_SIGNING_SECRET: secret(
      /^(?:xox|xapp)/u,
      "Take the Signing Secret from Basic Information of the Slack app; it is no token.",
    ).optional(),
    SLACK_CLIENT_ID: z.string().optional(),
    SLACK_CLIENT_SECRET: secret(
      /^(?:xox|xapp)/u,
      "Take the Client Secret from Basic Information of the Slack app; it is no token.",
    ).optional(),
    SLACK_INSTALL_KEY: InstallKey.optional(),
    SLACK_API_URL: HttpUrl.optional(),
    DISCORD_TOKEN: secret(
      /^Bot /iu,
      "Paste the bot's token alone, without blanks and without `Bot`.",
    ).optional(),
    DISCORD_API_URL: HttpUrl.optional(),
    GITHUB_TOKEN: secret(/^ghs?_?$/u, "Paste the token alone, without blanks.").optional(),
    GITHUB_API_URL: HttpUrl.optional(),
    NO_COLOR: z.string().optional(),
  })
  .superRefine(checkEnvCombinations, { when: () => true });
export type Env = z.infer<typeof Env>;

const NAMES = Object.keys(Env.shape);
const FILE = "environment";

/** Variables set to nothing count as not set: compose files and shells leave such behind. */
function withoutEmpty(source: EnvSource): Record<string, string> {
  return Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? "";
      return trimmed === "" ? [] : [[name, trimmed]];
    }),
  );
}

/** The known name nearest to one with the same prefix; compared without it, since it makes any two look alike. */
function meantBy(name: string, prefix: string, known: readonly string[]): string | undefined {
  const rests = known.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
  const nearest = nearestName(name.slice(prefix.length), rests);
  return nearest === undefined ? undefined : `${prefix}${nearest}`;
}

const PREFIX = "SWITCHYARD_";

function unknownNames(source: EnvSource): Problem[] {
  const unknown = Object.keys(source).filter((name) => name.startsWith(PREFIX) && !NAMES.includes(name));
  return unknown.map((name) => {
    const meant = meantBy(name, PREFIX, NAMES);
    const all = NAMES.filter((known) => known.startsWith(PREFIX)).join(", ");
    const remedy = meant === undefined ? `Remove it, or use one of: ${all}.` : `Did you mean "${meant}"?`;
    return { file: FILE, key: name, message: "is not a known variable.", remedy };
  });
}

/**
 * The environment, parsed: either every variable in its type, or every problem at once. No problem repeats a
 * value that may be a secret. Unknown `SWITCHYARD_` names are refused; other programs' variables are not ours
 * to judge. The only reader of the process's environment.
 */
export function readEnv(source: EnvSource = process.env): Parsed<Env> {
  const given = withoutEmpty(source);
  const unknown = unknownNames(given);
  const parsed = Env.safeParse(given);
  if (parsed.success && unknown.length === 0) return { ok: true, value: parsed.data };
  const problems = parsed.success ? [] : zodProblems(parsed.error, Env, { file: FILE, value: given });
  return { ok: false, problems: [...problems, ...unknown] };
}

/** The configuration file that the environment names, readable even when other variables are wrong. */
export function configPath(source: EnvSource = process.env): string | undefined {
  return withoutEmpty(source)["SWITCHYARD_CONFIG"];
}

/** The folders in which programs are looked for, as the PATH variable holds them. */
export function searchPath(source: EnvSource = process.env): string {
  return source["PATH"] ?? "";
}

/** The variables as they are, for programs that people configure: each gets the harmless ones and those it names. */
export function variables(source: EnvSource = process.env): EnvSource {
  return { ...source };
}

/** The GPUs that whoever started this process lets it see; empty where nobody said. */
export function visibleGpus(source: EnvSource = process.env): readonly string[] {
  return (source["CUDA_VISIBLE_DEVICES"] ?? "").split(",").filter((id) => id.trim() !== "");
}

/** Native libraries that are loaded later see no other GPUs than these, as CUDA_VISIBLE_DEVICES names them. */
export function pinProcess(devices: readonly string[], target: NodeJS.ProcessEnv = process.env): void {
  target["CUDA_VISIBLE_DEVICES"] = devices.join(",");
}

/** Names that are nearly ours, such as `SLACK_BOT_TOKN`, with the name that was probably meant. */
export function nearMisses(
  source: EnvSource = process.env,
): { readonly name: string; readonly meant: string }[] {
  const given = withoutEmpty(source);
  const unset = NAMES.filter((name) => given[name] === undefined);
  return Object.keys(given).flatMap((name) => {
    const prefix = /^(?:SLACK|DISCORD|REDIS)_/u.exec(name)?.[0];
    if (prefix === undefined || NAMES.includes(name)) return [];
    const meant = meantBy(name, prefix, unset);
    return meant === undefined ? [] : [{ name, meant }];
  });
}

/** Adds the variables of a `.env` file in this folder, if there is one; what is set already wins. */
export function loadDotEnv(folder: string): Problem | undefined {
  const path = join(folder, ".env");
  if (!existsSync(path)) return undefined;
  try {
    process.loadEnvFile(path);
    return undefined;
  } catch (error) {
    const remedy = "Make it a readable file of NAME=value lines, or remove it.";
    return { file: ".env", key: "", message: `cannot be read: ${messageOf(error)}.`, remedy };
  }
}
