import { z } from "zod";
import { refuseDuplicates } from "./refuse-duplicates.ts";
import { RequestFlag } from "./rules/condition.ts";
import { minutesOf } from "./rules/minutes-of.ts";
import { duration } from "./rules/words.ts";

const words = z.string().trim().min(1);
const value = z.number().positive();

interface TermShape {
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly byComplexity: Readonly<Record<string, number | undefined>>;
  readonly byFlag: Readonly<Record<string, number | undefined>>;
  readonly signals: readonly { readonly value: number }[];
}

function refineTerm(term: TermShape, context: z.RefinementCtx): void {
  const values: [number, (string | number)[]][] = [
    [term.default, ["default"]],
    ...Object.entries(term.byComplexity).map(([level, at]): [number, string[]] => [
      at ?? term.min,
      ["byComplexity", level],
    ]),
    ...Object.entries(term.byFlag).map(([flag, at]): [number, string[]] => [
      at ?? term.min,
      ["byFlag", flag],
    ]),
    ...term.signals.map((signal, index): [number, (string | number)[]] => [
      signal.value,
      ["signals", index, "value"],
    ]),
  ];
  for (const [at, path] of values) {
    if (at >= term.min && at <= term.max) continue;
    context.addIssue({ code: "custom", path, message: `must be between ${term.min} and ${term.max}.` });
  }
}

/** One scored term: its range, where it starts, and what moves it. */
const PriorityTerm = z
  .strictObject({
    min: value,
    max: value,
    default: value,
    /** The term is at least this for a task of the level. */
    byComplexity: z.strictObject({
      simple: value.optional(),
      medium: value.optional(),
      high: value.optional(),
      critical: value.optional(),
    }),
    /** The term is at least this for a task with the flag. */
    byFlag: z.partialRecord(RequestFlag, value).default({}),
    /** Each gives the term a value; score-priority.ts says which one counts. */
    signals: z.array(z.strictObject({ value, phrases: z.array(words).min(1) })),
  })
  .superRefine(refineTerm);
export type PriorityTerm = z.infer<typeof PriorityTerm>;

const Band = z.strictObject({
  name: words,
  atLeast: z.number().nonnegative(),
  /** BullMQ's range; lower goes first. */
  queuePriority: z
    .number()
    .int()
    .min(1)
    .max(2 ** 21),
  /** A task that has waited so long stands before every new one, whatever its band. */
  firstWithin: duration.default("P1W"),
});
type Band = z.infer<typeof Band>;

/** The first place is for those who have waited long enough, and waiting is never shorter in a lower band. */
function refineAgeing(bands: readonly Band[], context: z.RefinementCtx): void {
  if (bands[0]?.queuePriority === 1) {
    const message = "must be more than 1, the place of tasks that have waited long enough.";
    context.addIssue({ code: "custom", path: [0, "queuePriority"], message });
  }
  for (const [index, band] of bands.entries()) {
    const before = bands[index - 1];
    if (before === undefined || minutesOf(band.firstWithin) >= minutesOf(before.firstWithin)) continue;
    const message = `must not be shorter than the ${before.firstWithin} of the band before.`;
    context.addIssue({ code: "custom", path: [index, "firstWithin"], message });
  }
}

function refineBands(bands: readonly Band[], context: z.RefinementCtx): void {
  refuseDuplicates(bands, (band) => band.name, { context, path: [] });
  for (const [index, band] of bands.entries()) {
    const before = bands[index - 1];
    if (before === undefined) continue;
    if (band.atLeast >= before.atLeast) {
      const message = `must be less than the ${before.atLeast} of the band before.`;
      context.addIssue({ code: "custom", path: [index, "atLeast"], message });
    }
    if (band.queuePriority <= before.queuePriority) {
      const message = `must be more than the ${before.queuePriority} of the band before, which goes first.`;
      context.addIssue({ code: "custom", path: [index, "queuePriority"], message });
    }
  }
  refineAgeing(bands, context);
  if ((bands.at(-1)?.atLeast ?? 0) !== 0) {
    const message = "must be 0 in the last band, which takes everything else.";
    context.addIssue({ code: "custom", path: [bands.length - 1, "atLeast"], message });
  }
}

/** seed: rules.yaml#priority_formula; bands and signals are this project's own. */
export const PriorityRules = z.strictObject({
  terms: z.strictObject({
    impact: PriorityTerm,
    urgency: PriorityTerm,
    dependencies: PriorityTerm,
    resources: z.strictObject({
      min: value,
      max: value,
      /** What the primary agent counts. */
      first: value,
      perFurtherAgent: z.number().nonnegative(),
    }),
    risk: PriorityTerm,
  }),
  /** What an estimate of the router's model weighs against the words of the request, 0 to 1. */
  estimates: z
    .strictObject({
      /** Where the words give a signal for the term. */
      besideSignal: z.number().min(0).max(1),
      /** Where they give none, so that only the default stands against it. */
      withoutSignal: z.number().min(0).max(1),
    })
    .prefault({ besideSignal: 0, withoutSignal: 0 }),
  /** Waiting takes a task forward in so many equal steps. */
  ageingSteps: z.number().int().min(2).max(1000).default(20),
  /** Highest first; the last one takes the rest. */
  bands: z.array(Band).min(1).superRefine(refineBands),
});
export type PriorityRules = z.infer<typeof PriorityRules>;
