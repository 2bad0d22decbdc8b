import { resolve } from "node:path";
import type { Clock } from "../clock.ts";
import { suggestName } from "../config/nearest-name.ts";
import type { HookEntry } from "../config/hooks-config.ts";
import type { Problem } from "../config/problem.ts";
import type { RunProcess } from "../process/run-process.ts";
import { scrubEnvironment } from "../process/scrub-environment.ts";
import { runCommandHook } from "./handlers/command-handler.ts";
import { runModuleHook } from "./handlers/module-handler.ts";
import { runWebhookHook } from "./handlers/webhook-handler.ts";
import type { HandlerKind, HookHandler } from "./hook-handler.ts";
import { HookId, resolveHookName } from "./hook-id.ts";
import type { HookAlias } from "./hook-id.ts";

export interface TeamHandlerDeps {
  readonly clock: Clock;
  readonly runProcess: RunProcess;
  readonly fetch: typeof fetch;
  /** The environment of the process; handlers get the harmless part and what they name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where commands run. */
  readonly workspace: string;
  /** The folder of the configuration file; modules are found from here. */
  readonly configFolder: string;
  readonly aliases: readonly HookAlias[];
  /** See `runModuleHook`. */
  readonly typeScriptLoader?: string;
}

export interface TeamHandlers {
  readonly handlers: readonly HookHandler[];
  /** Entries that cannot be used, and why; they have no handler. */
  readonly problems: readonly Problem[];
}

type Way = Pick<HookHandler, "kind" | "run"> & { readonly label: string };

function moduleWay(path: string, entry: HookEntry, deps: TeamHandlerDeps): Way {
  const env = scrubEnvironment(deps.env, entry.passEnv);
  const loader = deps.typeScriptLoader;
  const moduleDeps = loader === undefined ? { env } : { env, typeScriptLoader: loader };
  const file = resolve(deps.configFolder, path);
  return { kind: "module", label: path, run: async (call) => runModuleHook(file, call, moduleDeps) };
}

function commandWay(argv: readonly string[], entry: HookEntry, deps: TeamHandlerDeps): Way {
  const env = scrubEnvironment(deps.env, entry.passEnv);
  const { runProcess, workspace: cwd } = deps;
  const { timeoutMs } = entry;
  const run: Way["run"] = async (call) => runCommandHook({ argv, timeoutMs }, call, { runProcess, cwd, env });
  return { kind: "command", label: argv.join(" "), run };
}

function webhookWay(url: string, entry: HookEntry, deps: TeamHandlerDeps): Way | string {
  const secret = entry.secretEnv === undefined ? undefined : deps.env[entry.secretEnv];
  if (secret === undefined || secret === "") return `The variable ${entry.secretEnv} is not set.`;
  // The path of a webhook is often a secret of its own; reports show where it goes and no more.
  const label = new URL(url).host;
  const name = entry.name ?? label;
  return { kind: "webhook", label, run: async (call) => runWebhookHook({ name, url, secret }, call, deps) };
}

function toWay(entry: HookEntry, deps: TeamHandlerDeps): Way | string {
  if (entry.module !== undefined) return moduleWay(entry.module, entry, deps);
  if (entry.command !== undefined) return commandWay(entry.command, entry, deps);
  if (entry.webhook !== undefined) return webhookWay(entry.webhook, entry, deps);
  return "It names nothing to run.";
}

function toHandler(entry: HookEntry, hook: HookId, way: Way): HookHandler {
  const { order, timeoutMs, retries, blocking, onFailure } = entry;
  const kind: HandlerKind = way.kind;
  const name = entry.name ?? way.label;
  return { name, hook, kind, order, timeoutMs, retries, blocking, onFailure, run: way.run };
}

/** The handlers that a configuration asks for, in its order; an entry for an alias becomes one for each hook of it. */
export function createTeamHandlers(entries: readonly HookEntry[], deps: TeamHandlerDeps): TeamHandlers {
  const handlers: HookHandler[] = [];
  const problems: Problem[] = [];
  const known = [...HookId.options, ...deps.aliases.map(({ name }) => name)];
  for (const [index, entry] of entries.entries()) {
    const place = { file: "switchyard.yaml", key: `hooks.${index}` };
    const hooks = resolveHookName(entry.hook, deps.aliases);
    const way = toWay(entry, deps);
    if (hooks.length === 0) {
      const message = `"${entry.hook}" is no hook.`;
      problems.push({ ...place, message, remedy: suggestName(entry.hook, known) });
    } else if (typeof way === "string") {
      problems.push({ ...place, message: way, remedy: "Set it in the environment, or remove the entry." });
    } else {
      handlers.push(...hooks.map((hook) => toHandler(entry, hook, way)));
    }
  }
  return { handlers, problems };
}
