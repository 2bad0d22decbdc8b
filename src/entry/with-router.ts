import { readSettings } from "../config/settings.ts";
import type { Settings } from "../config/settings.ts";
import { silentLogger } from "../log/logger.ts";
import type { Logger } from "../log/logger.ts";
import { createDefinitions } from "../orchestration/create-definitions.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import type { Router } from "../router/route.ts";
import { openRouterSource } from "./open-router-source.ts";
import type { RouterSource } from "./router-source.ts";
import { agentDir } from "./agent-dir.ts";

/** A router outside the running bot, for one command. */
export interface CommandRouter {
  readonly router: Router;
  readonly source: RouterSource;
  readonly set: DefinitionSet;
  readonly settings: Settings;
}

/** What goes wrong is said on standard error, since standard output may be read by a program. */
export const complainer: Logger = {
  ...silentLogger,
  warn: (fields, text) => {
    const { error } = fields as { readonly error?: unknown };
    process.stderr.write(typeof error === "string" ? `${text}: ${error}\n` : `${text}\n`);
  },
};

/** Opens the router as the configuration wants it, uses it, and frees what it holds. */
export async function withRouter<Result>(
  use: (opened: CommandRouter) => Promise<Result>,
  settings: Settings = readSettings(),
): Promise<Result> {
  const definitions = await createDefinitions({ dir: agentDir() });
  const set = definitions.current();
  await definitions.close();
  const source = await openRouterSource({ settings, agentDir: agentDir(), log: complainer });
  try {
    return await use({ router: await source.routerFor(set), source, set, settings });
  } finally {
    await source.close();
  }
}
