import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import { createMeasurementBook } from "../facts/measurements.ts";
import type { MeasurementBook } from "../facts/measurements.ts";

/** What gates measured in this workspace; one data folder may serve several. */
export function openMeasurements({
  dataDir,
  workspacePath,
}: Pick<Settings, "dataDir" | "workspacePath">): MeasurementBook {
  const workspace = createHash("sha256").update(workspacePath).digest("hex").slice(0, 12);
  return createMeasurementBook(join(dataDir, "measurements", workspace));
}
