import { BotError } from "../errors.ts";
import { keyRoot } from "./keys.ts";
import type { RedisClient } from "./redis-connection.ts";

/** One step forward. It may run twice when a process dies in the middle, so it must be repeatable. */
export interface Migration {
  /** The schema version that it leads to; they follow each other without a gap, starting at 2. */
  readonly to: number;
  migrate(client: RedisClient, root: string): Promise<void>;
}

/** In order. Version 1 is the first layout, so there is nothing to convert yet. */
export const migrations: readonly Migration[] = [];

const FIRST_VERSION = 1;
const LOCK_MS = 60_000;

/**
 * Brings the stored data to the version that this program writes. Data of a newer version is refused
 * (`store.newer`): an older program would damage it. One process migrates, the others wait.
 */
export async function migrateStore(
  client: RedisClient,
  workspaceId: string,
  steps: readonly Migration[] = migrations,
): Promise<{ from: number; to: number }> {
  const root = keyRoot(workspaceId);
  const target = steps.at(-1)?.to ?? FIRST_VERSION;
  await client.hsetnx(`${root}:meta`, "schema", String(target));
  for (;;) {
    const stored = Number(await client.hget(`${root}:meta`, "schema"));
    if (stored === target) return { from: stored, to: target };
    if (stored > target) {
      throw new BotError(
        "store.newer",
        `The data in Redis was written by a newer Switchyard (schema ${stored}, this one knows ${target}). Update this installation, or point it at another Redis.`,
      );
    }
    const locked = await client.set(`${root}:migrating`, "1", "PX", LOCK_MS, "NX");
    if (locked !== "OK") {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      // Read again under the lock: another process may have migrated since.
      const current = Number(await client.hget(`${root}:meta`, "schema"));
      await runSteps(
        client,
        root,
        steps.filter(({ to }) => to > current),
      );
      return { from: current, to: target };
    } finally {
      await client.del(`${root}:migrating`);
    }
  }
}

async function runSteps(client: RedisClient, root: string, steps: readonly Migration[]): Promise<void> {
  for (const step of steps) {
    await step.migrate(client, root);
    await client.hset(`${root}:meta`, "schema", String(step.to));
  }
}
