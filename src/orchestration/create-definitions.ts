import { join } from "node:path";
import type { AgentProblem } from "../agents/agent-problem.ts";
import { formatProblem } from "../config/problem.ts";
import { BotError } from "../errors.ts";
import { silentLogger, type Logger } from "../log/logger.ts";
import { createEditFinder } from "./create-edit-finder.ts";
import { readDefinitions, type DefinitionSet } from "./read-definitions.ts";
import { RULES_FOLDER } from "./rules/load-rule-files.ts";
import { watchFolder, type FolderWatch } from "./watch-folder.ts";

type ReloadResult =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly problems: readonly AgentProblem[] };

interface DefinitionsWatcher {
  /** The definitions differ from those before, or an edit that had broken them is repaired. */
  readonly onChange: (set: DefinitionSet) => void;
  /** An edit broke them: the last good ones stay in force. */
  readonly onProblems: (problems: readonly AgentProblem[]) => void;
}

/** The agents and rules in force. What `current` gave stays whole: a reload replaces the set, it never edits it. */
export interface Definitions {
  current(): DefinitionSet;
  /** Reads the folder again; one after the other, never two at once. Keeps the last good set when it is broken. */
  reload(): Promise<ReloadResult>;
  /** Reloads by itself when files change, until `close`; resolves once changes are seen. */
  watch(watcher: DefinitionsWatcher): Promise<void>;
  close(): Promise<void>;
}

export interface DefinitionsOptions {
  /** The folder with `orchestrator.md` and the agents. */
  readonly dir: string;
  readonly log?: Logger;
  /** How long files must be still before a reload. Default 300. */
  readonly quietMs?: number;
}

function logWarnings(problems: readonly AgentProblem[], log: Logger): void {
  const warnings = problems.filter((problem) => problem.severity === "warning");
  if (warnings.length === 0) return;
  log.warn(
    { warnings: warnings.map(formatProblem) },
    "Agent files have warnings; `switchyard agents check` lists them",
  );
}

function logReload({ agents, hash }: DefinitionSet, problems: readonly AgentProblem[], log: Logger): void {
  logWarnings(problems, log);
  log.info({ agents: agents.agents.length, hash }, "Agent files reloaded");
}

async function readFirst(dir: string, log: Logger): Promise<DefinitionSet> {
  const { set, problems } = await readDefinitions(dir);
  if (set !== undefined) {
    logWarnings(problems, log);
    return set;
  }
  const errors = problems.filter((problem) => problem.severity === "error");
  const lines = errors.map((problem) => `- ${formatProblem(problem)}`).join("\n");
  throw new BotError("agents.invalid", `The agent files in ${dir} cannot be used:\n${lines}`);
}

/** Loads agents and rules. Rejects with `agents.invalid`, all problems in the message, when they cannot be used. */
export async function createDefinitions(options: DefinitionsOptions): Promise<Definitions> {
  const { dir, log = silentLogger, quietMs = 300 } = options;
  const isEdited = await createEditFinder(dir);
  let set = await readFirst(dir, log);
  let broken = false;
  let last: Promise<unknown> = Promise.resolve();
  let folders: readonly FolderWatch[] = [];

  async function readAgain(): Promise<ReloadResult> {
    if (!(await isEdited()) && !broken) return { ok: true, changed: false };
    const { set: next, problems } = await readDefinitions(dir);
    if (next === undefined) {
      broken = true;
      log.warn({ problems: problems.map(formatProblem) }, "Agent files are broken; the last good ones stay");
      return { ok: false, problems };
    }
    const changed = broken || next.hash !== set.hash;
    broken = false;
    if (!changed) return { ok: true, changed };
    set = next;
    logReload(set, problems, log);
    return { ok: true, changed };
  }

  function reload(): Promise<ReloadResult> {
    const result = last.then(readAgain);
    last = result.catch(() => undefined);
    return result;
  }

  async function reloadAndTell(watcher: DefinitionsWatcher): Promise<void> {
    try {
      const result = await reload();
      if (!result.ok) watcher.onProblems(result.problems);
      else if (result.changed) watcher.onChange(set);
    } catch (error) {
      log.error({ err: error }, "A change of the agent files could not be taken up");
    }
  }

  async function watch(watcher: DefinitionsWatcher): Promise<void> {
    await stopWatching();
    const listener = {
      quietMs,
      onChange: () => void reloadAndTell(watcher),
      onError: (error: unknown) =>
        log.error({ err: error }, "Agent files are no longer watched; edits need a restart"),
    };
    folders = await Promise.all([
      watchFolder(dir, listener),
      watchFolder(join(dir, RULES_FOLDER), { ...listener, ending: ".yaml" }),
    ]);
    // An edit between the first reading and now went unseen.
    await reloadAndTell(watcher);
  }

  async function stopWatching(): Promise<void> {
    await Promise.all(folders.map((folder) => folder.close()));
    folders = [];
  }

  async function close(): Promise<void> {
    await stopWatching();
    await last;
  }

  return { current: () => set, reload, watch, close };
}
