import { z } from "zod";
import { Complexity } from "../router/route.ts";
import { refuseDuplicates } from "./refuse-duplicates.ts";

const words = z.string().trim().min(1);

const TeamSize = z
  .strictObject({ min: z.number().int().min(1), max: z.number().int().min(1) })
  .refine((size) => size.min <= size.max, { path: ["max"], message: "is smaller than min." });

const Level = z.strictObject({
  level: Complexity,
  /** Points from which the level holds. */
  atLeast: z.number(),
  /** Agents, the primary one included. */
  teamSize: TeamSize,
  cadence: words,
  /** Agents or pseudo agents, first to be asked first. */
  escalation: z.array(words).min(1),
});
export type Level = z.infer<typeof Level>;

const points = z.strictObject({ points: z.number(), max: z.number() });

function refineLevels(levels: readonly Level[], context: z.RefinementCtx): void {
  const names = levels.map((level) => level.level);
  if (names.join() !== Complexity.options.join()) {
    const message = `must list ${Complexity.options.join(", ")} once each, in this order.`;
    context.addIssue({ code: "custom", path: [], message });
  }
  for (const [index, level] of levels.entries()) {
    const before = levels[index - 1];
    if (before === undefined || before.atLeast < level.atLeast) continue;
    const message = `must be more than the ${before.atLeast} of the level before.`;
    context.addIssue({ code: "custom", path: [index, "atLeast"], message });
  }
}

/** seed: rules.yaml#complexity_routing and #coordination_strategies; the points are this project's own. */
export const ComplexityRules = z
  .strictObject({
    levels: z.array(Level).superRefine(refineLevels),
    /** Points that work of an agent starts with, by agent id. */
    startingPoints: z.record(z.string(), z.number()),
    signals: z.array(z.strictObject({ id: words, points: z.number(), phrases: z.array(words).min(1) })),
    structure: z.strictObject({
      /** For each component beyond the first. */
      component: points,
      /** For each item of a list beyond the second. */
      listItem: points,
      longText: z.strictObject({ words: z.number().int().min(1), points: z.number() }),
    }),
    /** How the points and what the router's model thinks become one level, where it thinks anything. */
    model: z
      .strictObject({
        /** The model's share of the vote; 0 leaves it to the points, 1 to the model. */
        weight: z.number().min(0).max(1),
        /** Levels that stand once the points reach them, whatever the model thinks. */
        pointsDecide: z.array(Complexity),
      })
      .prefault({ weight: 0, pointsDecide: [] }),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.signals, (signal) => signal.id, { context, path: ["signals"] });
  });
export type ComplexityRules = z.infer<typeof ComplexityRules>;
