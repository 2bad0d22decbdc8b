import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { currentSlot } from "./current-slot.ts";

const FOLDER = "/dev";

/** The device files that a program needs to use its job's GPU; none without a slot, and none where there are none. */
export async function gpuFiles(folder = FOLDER): Promise<readonly string[]> {
  if (currentSlot() === undefined) return [];
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith("nvidia")).map((name) => join(folder, name));
}
