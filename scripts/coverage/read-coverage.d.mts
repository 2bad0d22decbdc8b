/** A part of coverage.yaml with every rule in full. */
export interface CoveragePart {
  readonly title: string;
  readonly rules: readonly object[];
}

/** The parts of coverage.yaml; throws an error that says what in it is not as it should be. */
export function readCoverage(path: string): CoveragePart[];
