import { mkdtempSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../config/settings.ts";
import type { Settings, SettingsOptions } from "../config/settings.ts";
import { BotError } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { whyUnreadable } from "../files/why-unreadable.ts";

/**
 * The settings, for who keeps something in the data folder: it is there and can be written afterwards. Throws
 * `config.data_dir` where it cannot, and what `readSettings` throws.
 */
export function openSettings(options: SettingsOptions = {}): Settings {
  const settings = readSettings(options);
  const { dataDir } = settings;
  try {
    makeFolder(dataDir);
    // Permissions alone do not tell about disks that are full or read-only.
    rmdirSync(mkdtempSync(join(dataDir, "probe-")));
  } catch (error) {
    throw new BotError(
      "config.data_dir",
      `The data folder ${dataDir} cannot be ${whatFailed(error)}: ${whyNot(error)}. Make it writable, or set SWITCHYARD_DATA to another folder.`,
      { cause: error },
    );
  }
  return settings;
}

/** Where the folder above is there and the system knows no such place all the same, as in `/proc`. */
function whyNot(error: unknown): string {
  const isNoPlace = error instanceof Error && "code" in error && error.code === "ENOENT";
  return isNoPlace ? "the system takes no folders there" : whyUnreadable(error);
}

function whatFailed(error: unknown): string {
  return error instanceof Error && "syscall" in error && error.syscall === "mkdtemp" ? "written" : "made";
}
