import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { BotError } from "../errors.ts";
import type { RunProcess } from "../process/run-process.ts";

export interface GitCall {
  readonly args: readonly string[];
  /** Default: the folder of `Git`. */
  readonly cwd?: string;
  /** Both or neither: what a worktree says about its repository is never believed. */
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
}

export interface GitAnswer {
  /** 0 is success; null when it was ended from outside. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program git with a configuration of our own: no hooks, no helpers, no network, nothing asked of a person. */
export interface Git {
  /** Rejects with `git.unavailable` when git cannot be started or does not end in time. */
  ask(call: GitCall): Promise<GitAnswer>;
  /** Standard output of a success; everything else rejects with `git.failed`. */
  run(call: GitCall): Promise<string>;
}

export interface GitDeps {
  readonly runProcess: RunProcess;
  /** Scrubbed. */
  readonly env: Readonly<Record<string, string>>;
  /** Where our configuration of git is written. */
  readonly configFile: string;
}

const LIMIT_MS = 10 * 60_000;
const MAX_OUTPUT_BYTES = 16 * 1_048_576;

/** Whatever a repository brings along, this comes on top: nothing in it may start a program. */
const SAFE = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.untrackedCache=false",
  "core.symlinks=true",
  "diff.external=",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "commit.gpgSign=false",
].flatMap((setting) => ["-c", setting]);

const CONFIG = `[user]
\tname = Switchyard
\temail = switchyard@localhost
[safe]
\tdirectory = *
[protocol]
\tallow = never
[protocol "file"]
\tallow = always
`;

/** Git that reads no configuration of this user or system. */
export function createGit({ runProcess, env, configFile }: GitDeps): Git {
  let written: Promise<void> | undefined;

  async function writeConfig(): Promise<void> {
    await mkdir(dirname(configFile), { recursive: true });
    await writeFile(configFile, CONFIG);
  }

  async function ask(call: GitCall): Promise<GitAnswer> {
    written ??= writeConfig();
    await written;
    const place = call.gitDir === undefined ? [] : [`--git-dir=${call.gitDir}`];
    const tree = call.workTree === undefined ? [] : [`--work-tree=${call.workTree}`];
    const outcome = await runProcess({
      argv: ["git", ...SAFE, ...place, ...tree, ...call.args],
      cwd: call.cwd ?? call.workTree ?? dirname(configFile),
      env: {
        ...env,
        LC_ALL: "C",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: configFile,
        GIT_TERMINAL_PROMPT: "0",
        GIT_OPTIONAL_LOCKS: "0",
        GIT_ATTR_NOSYSTEM: "1",
        ...call.env,
      },
      timeoutMs: LIMIT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...(call.stdin === undefined ? {} : { stdin: call.stdin }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    if (outcome.kind === "exited") return outcome;
    const why = outcome.kind === "not_started" ? outcome.reason : `it ${outcome.kind.replace("_", " ")}`;
    throw new BotError("git.unavailable", `git could not be run: ${why}.`, { retryable: true });
  }

  return {
    ask,
    async run(call) {
      const { code, stdout, stderr } = await ask(call);
      if (code === 0) return stdout;
      const said = stderr.trim().split("\n").slice(-3).join(" ");
      throw new BotError("git.failed", `git ${call.args[0] ?? ""} ended with ${code}: ${said}`);
    },
  };
}
