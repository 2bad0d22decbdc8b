import { z } from "zod";

const words = z.string().trim().min(1);
const whole = z.number().int().nonnegative();

export const TestCounts = z.strictObject({ passed: whole, failed: whole, skipped: whole });
export type TestCounts = z.infer<typeof TestCounts>;

/** A command that ran in the workspace, and what came of it. */
const CommandEvidence = z.strictObject({
  kind: z.literal("command"),
  title: words,
  command: words,
  /** `null` when the command was ended from outside. */
  exitCode: z.number().int().nullable(),
  durationMs: z.number().nonnegative(),
  counts: TestCounts.optional(),
  /** The end of the output, without what looks like a credential. */
  excerpt: z.string().default(""),
});
export type CommandEvidence = z.infer<typeof CommandEvidence>;

/** What somebody who did not do the work said about it. */
const ReviewEvidence = z.strictObject({
  kind: z.literal("review"),
  title: words,
  reviewer: words,
  approved: z.boolean(),
  comment: words,
});

const MeasurementEvidence = z.strictObject({
  kind: z.literal("measurement"),
  title: words,
  value: z.number(),
  unit: z.string(),
  /** Which direction is good; lower where nothing is said. */
  better: z.enum(["lower", "higher"]).optional(),
  baseline: z.number().optional(),
  /** Above 0 is slower than the baseline. */
  slowerPercent: z.number().optional(),
});

/** One figure of a benchmark. */
export type Figure = z.infer<typeof MeasurementEvidence>;

/** A place where anybody can look: a file of the workspace, a commit, a page. */
const ReferenceEvidence = z.strictObject({
  kind: z.literal("reference"),
  title: words,
  target: words,
  line: z.number().int().positive().optional(),
});

/** What can be looked at or run again. A sentence that somebody is done is a claim and has no kind here. */
export const Evidence = z.discriminatedUnion("kind", [
  CommandEvidence,
  ReviewEvidence,
  MeasurementEvidence,
  ReferenceEvidence,
]);
export type Evidence = z.infer<typeof Evidence>;

/** True for evidence that speaks against what it is attached to. */
export function isAgainst(evidence: Evidence): boolean {
  if (evidence.kind === "command") return evidence.exitCode !== 0 || (evidence.counts?.failed ?? 0) > 0;
  return evidence.kind === "review" && !evidence.approved;
}

export function describeEnding({ exitCode, durationMs }: CommandEvidence): string {
  const ended = exitCode === null ? "was ended" : `ended with ${exitCode}`;
  return `${ended} after ${(durationMs / 1_000).toFixed(1)} s`;
}

/** One line for people. */
export function describeEvidence(evidence: Evidence): string {
  switch (evidence.kind) {
    case "command":
      return `${evidence.command} ${describeEnding(evidence)}`;
    case "review":
      return `${evidence.reviewer} ${evidence.approved ? "approved" : "asked for changes"}: ${evidence.comment}`;
    case "measurement": {
      const { slowerPercent: slower } = evidence;
      const compared =
        slower === undefined
          ? ""
          : `, ${Math.abs(slower).toFixed(1)} % ${slower > 0 ? "slower" : "faster"} than before`;
      return `${evidence.title}: ${evidence.value} ${evidence.unit}${compared}`;
    }
    case "reference":
      return evidence.line === undefined ? evidence.target : `${evidence.target}:${evidence.line}`;
  }
}
