import type { RedisClient } from "./redis-connection.ts";
import { CLAIM_SCRIPT } from "./scripts/claim.ts";
import { COMMIT_SCRIPT } from "./scripts/commit.ts";
import {
  ABANDON_SCRIPT,
  FAIL_SCRIPT,
  RELEASE_SCRIPT,
  REVIVE_SCRIPT,
  SETTLE_SCRIPT,
} from "./scripts/deliveries.ts";
import { RESERVE_TASK_SCRIPT } from "./scripts/inbox.ts";
import { ADVANCE_LOAD_SCRIPT } from "./scripts/load.ts";

const SCRIPTS = {
  syCommit: COMMIT_SCRIPT,
  syReserveTask: RESERVE_TASK_SCRIPT,
  syClaim: CLAIM_SCRIPT,
  sySettle: SETTLE_SCRIPT,
  syFail: FAIL_SCRIPT,
  syRelease: RELEASE_SCRIPT,
  syRevive: REVIVE_SCRIPT,
  syAbandon: ABANDON_SCRIPT,
  syAdvanceLoad: ADVANCE_LOAD_SCRIPT,
} as const;

export type ScriptName = keyof typeof SCRIPTS;

type ScriptCall = (root: string, ...args: (string | number)[]) => Promise<unknown>;

/** Loads our Lua scripts into a client; each takes the key root as its one key, so that a cluster can route it. */
export function createScriptRunner(
  client: RedisClient,
  root: string,
): (name: ScriptName, ...args: (string | number)[]) => Promise<unknown> {
  for (const [name, lua] of Object.entries(SCRIPTS)) {
    client.defineCommand(name, { lua, numberOfKeys: 1 });
  }
  const commands = client as unknown as Record<ScriptName, ScriptCall>;
  return async (name, ...args) => commands[name](root, ...args);
}
