import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BotError } from "../errors.ts";

/** The folder of the installation, from the sources and from `dist/` alike: the one that holds agent-config/. */
export function findPackageRoot(from: string = import.meta.url): string {
  let folder = dirname(fileURLToPath(from));
  for (;;) {
    if (existsSync(join(folder, "package.json")) && existsSync(join(folder, "agent-config"))) return folder;
    const parent = dirname(folder);
    if (parent === folder) {
      throw new BotError(
        "install.incomplete",
        "The agent-config/ folder is missing from this installation. Install Switchyard again.",
      );
    }
    folder = parent;
  }
}
