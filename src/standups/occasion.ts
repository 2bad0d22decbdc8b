/** What is due for a team at a moment. `ask` and `remind` concern one person. */
export type OccasionKind =
  "ask" | "remind" | "standup" | "step" | "planning" | "review" | "retrospective" | "report";

export interface Occasion {
  /** The same for the same occasion, whoever lists it: `standup:2031-03-03`. */
  readonly key: string;
  readonly kind: OccasionKind;
  /** The team's day that it belongs to. */
  readonly date: string;
  readonly dueMs: number;
  /** Later than this after `dueMs` it is not made up for. */
  readonly graceMs: number;
  /** For people. */
  readonly title: string;
  /** Of `ask` and `remind`. */
  readonly person?: string;
  /** Of `step`: the id in cadence.yaml. */
  readonly step?: string;
}

/** Whether people are told when it did not take place. */
export function isMissedAloud({ kind }: Occasion): boolean {
  return kind !== "ask" && kind !== "remind";
}
