/** A figure that somebody measured and a gate accepted. */
export interface Measurement {
  /** A kind of claims.yaml. */
  readonly kind: string;
  /** As in a claim. */
  readonly subject: string;
  readonly value: string;
  readonly at: string;
  /** Where the evidence is: a task, a gate's report, a run. */
  readonly evidence: string;
}

/** What was verified last. */
export interface Measurements {
  last(kind: string, subject: string): Promise<Measurement | undefined>;
}

/** Nothing was ever measured. */
export const noMeasurements: Measurements = { last: async () => undefined };
