import { mkdir } from "node:fs/promises";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { watchFolder } from "../orchestration/watch-folder.ts";
import { CURRENT_FILE, type RouterVersions } from "../router/learning/router-versions.ts";

export interface WatchVersionsOptions {
  readonly dir: string;
  readonly versions: Pick<RouterVersions, "current">;
  /** Another version is in force than before. */
  readonly onChange: () => Promise<void>;
  readonly log: Logger;
}

const QUIET_MS = 200;

/** Notices when a refit or a rollback, by whatever process, has put another version of the router in force. */
export async function watchVersions(options: WatchVersionsOptions): Promise<{ close(): Promise<void> }> {
  const { dir, versions, onChange, log } = options;
  // A folder that comes into being later would not be seen.
  await mkdir(dir, { recursive: true, mode: 0o700 });
  let known = (await versions.current()).version;

  async function look(): Promise<void> {
    const { version } = await versions.current();
    if (version === known) return;
    known = version;
    await onChange();
    log.info({ version }, "another version of the router is in force");
  }

  return watchFolder(dir, {
    quietMs: QUIET_MS,
    ending: CURRENT_FILE,
    onChange: () => {
      look().catch((error: unknown) =>
        log.error(
          { error: messageOf(error) },
          "the new version of the router cannot be used; the last good one stays",
        ),
      );
    },
    onError: (error) =>
      log.error(
        { error: messageOf(error) },
        "new versions of the router are not noticed until the next start",
      ),
  });
}
