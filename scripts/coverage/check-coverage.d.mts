import type { CoveragePart } from "./read-coverage.mjs";

/** Every place and test that the list names and that is not there; a rule that is listed twice. */
export function checkCoverage(parts: readonly CoveragePart[], root: string): string[];
