import { z } from "zod";
import { parseYaml, type Parsed, type YamlSource } from "../../config/parse-yaml.ts";
import type { Evaluation } from "./evaluation.ts";
import { formatFigure } from "./format-evaluation.ts";
import { MEASURES } from "./measures.ts";

/** How far a figure may fall, or rise where less is better. */
const Bound = z
  .strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() })
  .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, "needs atLeast or atMost");
type Bound = z.infer<typeof Bound>;

const RouterFloors = z.strictObject(Object.fromEntries(MEASURES.map(({ id }) => [id, Bound.optional()])));
export type RouterFloors = z.infer<typeof RouterFloors>;

/** Floors by kind of router and measure (`agent-config/routing/floors.yaml`); times have none, machines differ. */
export const Floors = z.strictObject({ bitnet: RouterFloors.optional(), linear: RouterFloors.optional() });
export type Floors = z.infer<typeof Floors>;

/** Reads floors from YAML or JSON; everything that is wrong with them at once. */
export function parseFloors(source: YamlSource): Parsed<Floors> {
  return parseYaml(source, Floors);
}

/** One sentence for each floor that an evaluation misses, in the order of the measures; empty when all hold. */
export function missesOf(evaluation: Evaluation, floors: RouterFloors): string[] {
  return MEASURES.flatMap((measure) => {
    const bound = floors[measure.id];
    if (bound === undefined) return [];
    const value = measure.read(evaluation);
    const name = `${measure.label.trim()} (${measure.id})`;
    if (value === null) return [`${name} could not be measured: the set has no labels for it`];
    const show = (figure: number): string => formatFigure(measure, figure);
    return [
      ...(value < (bound.atLeast ?? -Infinity)
        ? [`${name} is ${show(value)}, below the floor of ${show(bound.atLeast ?? 0)}`]
        : []),
      ...(value > (bound.atMost ?? Infinity)
        ? [`${name} is ${show(value)}, above the ceiling of ${show(bound.atMost ?? 0)}`]
        : []),
    ];
  });
}
