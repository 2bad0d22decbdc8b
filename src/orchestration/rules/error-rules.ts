import { z } from "zod";
import { Severity, TroubleKind } from "../../hooks/events/error.ts";
import { words } from "./words.ts";

const phrases = z.array(words).min(1);

/** `errors.yaml`: how trouble is told apart. (seed: facts.md, priorities of debug and error_handling_specialist) */
export const ErrorRules = z
  .strictObject({
    phrases: z.strictObject({
      /** A later attempt may go well by itself. */
      transient: phrases,
      /** Only somebody else can help; looked for first. */
      blocker: phrases,
    }),
    severity: z.record(TroubleKind, Severity),
    /** By how many per cent something got slower. */
    regression: z.array(z.strictObject({ above: z.number().nonnegative(), severity: Severity })).min(1),
  })
  .superRefine(({ phrases: { transient, blocker }, regression }, context) => {
    const both = transient.findIndex((phrase) => blocker.includes(phrase));
    if (both !== -1) {
      const message = "is under blocker as well.";
      context.addIssue({ code: "custom", path: ["phrases", "transient", both], message });
    }
    const rising = regression.findIndex(
      ({ above }, index) => above >= (regression[index - 1]?.above ?? Infinity),
    );
    if (rising !== -1) {
      const message = "is not below the one before; the largest comes first.";
      context.addIssue({ code: "custom", path: ["regression", rising, "above"], message });
    }
  });
export type ErrorRules = z.infer<typeof ErrorRules>;
