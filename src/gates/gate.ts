import { z } from "zod";

const words = z.string().trim().min(1);

const base = {
  id: words,
  title: words,
  /** Asked in this order where no command can say; whoever did the work is passed over. */
  reviewers: z.array(words).min(1),
  /** What the reviewer is asked. */
  question: words,
};

export const GateCheck = z.discriminatedUnion("kind", [
  z.strictObject({
    ...base,
    kind: z.literal("command"),
    /** A name under `workspace.commands`. */
    command: words,
    /** success: it ends with 0. tests: and its results can be read and are good. benchmarks: and nothing got slow. */
    expect: z.enum(["success", "tests", "benchmarks"]),
  }),
  /** Every claim has evidence, and none of it speaks against it. */
  z.strictObject({ ...base, kind: z.literal("claims") }),
  z.strictObject({ ...base, kind: z.literal("review") }),
]);
export type GateCheck = z.infer<typeof GateCheck>;

/** A gate as the rules write it down: checks that have to hold before work counts as done. */
export const Gate = z
  .strictObject({ id: words, title: words, checks: z.array(GateCheck).min(1) })
  .refine((gate) => new Set(gate.checks.map(({ id }) => id)).size === gate.checks.length, {
    path: ["checks"],
    error: "has two checks with one id.",
  });
export type Gate = z.infer<typeof Gate>;
