import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../errors.ts";
import { Config } from "./config.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Problem } from "./problem.ts";

export interface LoadConfigOptions {
  /** As SWITCHYARD_CONFIG names it; a file named on purpose must exist. Default `switchyard.yaml`, if there is one. */
  readonly path?: string | undefined;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Throws ENOENT for a file that does not exist. Default: from disk. */
  readonly readFile?: (path: string) => string;
}

export type LoadedConfig =
  /** Without `file` the built-in defaults apply. */
  | { readonly ok: true; readonly config: Config; readonly file?: string }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly file: string };

const DEFAULT_FILE = "switchyard.yaml";
/** Easy to write instead; ignoring it silently would start with settings nobody chose. */
const NEAR_MISS = "switchyard.yml";

type FileRead = { readonly text: string } | "absent" | { readonly problem: Problem };

function readText(file: string, { cwd, readFile = defaultReadFile }: LoadConfigOptions): FileRead {
  try {
    return { text: readFile(resolve(cwd, file)) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "absent";
    const remedy = "It must be a text file that Switchyard may read.";
    return { problem: { file, key: "", message: `cannot be read: ${messageOf(error)}.`, remedy } };
  }
}

function defaultReadFile(path: string): string {
  return readFileSync(path, "utf8");
}

function absent(file: string, options: LoadConfigOptions): LoadedConfig {
  if (options.path !== undefined) {
    const remedy = "Correct SWITCHYARD_CONFIG, or copy switchyard.example.yaml there.";
    return { ok: false, file, problems: [{ file, key: "", message: "does not exist.", remedy }] };
  }
  if (readText(NEAR_MISS, options) !== "absent") {
    const remedy = `Rename it to ${DEFAULT_FILE}, or set SWITCHYARD_CONFIG=${NEAR_MISS}.`;
    return {
      ok: false,
      file: NEAR_MISS,
      problems: [{ file: NEAR_MISS, key: "", message: "is not read.", remedy }],
    };
  }
  return { ok: true, config: Config.parse({}) };
}

/**
 * Reads `switchyard.yaml` once: the configuration with every default filled in, or everything that is wrong with
 * the file, each with its line, key and remedy. Never throws; no default file means the built-in defaults.
 */
export function loadConfig(options: LoadConfigOptions): LoadedConfig {
  const file = options.path ?? DEFAULT_FILE;
  const read = readText(file, options);
  if (read === "absent") return absent(file, options);
  if ("problem" in read) return { ok: false, file, problems: [read.problem] };
  const parsed = parseYaml({ file, text: read.text }, Config);
  return parsed.ok
    ? { ok: true, config: parsed.value, file }
    : { ok: false, file, problems: parsed.problems };
}
