import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../files/write-whole.ts";
import { TestCounts } from "../gates/evidence.ts";

/** What a command of a gate measured last. */
export const Measurement = z.strictObject({
  /** The command by its name in `workspace.commands`: `test`, `build`, `lint`, `docs`, `bench`. */
  kind: z.string().min(1),
  /** The benchmark; empty for the others. */
  subject: z.string(),
  /** For people: `41 passed, 1 failed, 0 skipped`, `ended with 0`, `131 ns`. */
  value: z.string(),
  counts: TestCounts.optional(),
  at: z.iso.datetime(),
  /** The line that ran. */
  command: z.string(),
  /** Where the report is: task and stage. */
  evidence: z.string(),
});
export type Measurement = z.infer<typeof Measurement>;

export interface MeasurementBook {
  /** Keeps the last of each kind and subject. */
  keep(measurements: readonly Measurement[]): Promise<void>;
  /** By kind and subject; what cannot be read was never measured. */
  all(): Promise<Measurement[]>;
}

const ENDING = ".json";

function fileOf({ kind, subject }: Measurement): string {
  return `${createHash("sha256").update(`${kind}\n${subject}`).digest("hex").slice(0, 16)}${ENDING}`;
}

async function readOne(file: string): Promise<Measurement[]> {
  try {
    const parsed = Measurement.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

/**
 * Measurements as files, so that they can be looked up where no Redis runs. One file each, written whole or not at
 * all, so that workers which measure at the same time take nothing from each other.
 */
export function createMeasurementBook(dir: string): MeasurementBook {
  return {
    async keep(measurements) {
      for (const measurement of measurements)
        await writeWhole(join(dir, fileOf(measurement)), `${JSON.stringify(measurement)}\n`);
    },
    async all() {
      const names = await readdir(dir).catch(() => []);
      const files = names.filter((name) => name.endsWith(ENDING)).map((name) => join(dir, name));
      const found = (await Promise.all(files.map(readOne))).flat();
      return found.toSorted(
        (a, b) => a.kind.localeCompare(b.kind, "en") || a.subject.localeCompare(b.subject, "en"),
      );
    },
  };
}
