import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { BotError, messageOf } from "../../errors.ts";
import { Baseline } from "./measurement.ts";
import type { BaselineStore } from "./measurement.ts";

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Baselines in one JSON file. Written whole or not at all; rejects when a file is there and cannot be used. */
export function createFileBaselineStore(file: string): BaselineStore {
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
      try {
        return Baseline.parse(JSON.parse(text));
      } catch (cause) {
        const message = `The baseline ${file} cannot be read: ${messageOf(cause)}. Remove it, and measure again.`;
        throw new BotError("gates.baseline_invalid", message, { cause });
      }
    },
    async write(baseline) {
      await mkdir(dirname(file), { recursive: true });
      const draft = `${file}.${process.pid}.new`;
      await writeFile(draft, `${JSON.stringify(baseline, null, 2)}\n`);
      await rename(draft, file);
    },
  };
}
