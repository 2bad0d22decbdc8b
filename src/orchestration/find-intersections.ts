import { Complexity } from "../router/route.ts";
import type { Analysis } from "../tasks/analysis.ts";
import { factsOf } from "./analysis-facts.ts";
import { conditionHolds } from "./rules/condition.ts";
import type { IntersectionRow, IntersectionRules } from "./rules/intersection-rules.ts";

type Analysed = Omit<Analysis, "intersections">;

/** Everybody whom a row calls in beside the leader: its own domain where another one leads, and whom it adds. */
function joinsOf({ agents, add }: IntersectionRow, favourite: string, domains: readonly string[]): string[] {
  const own = agents.includes(favourite) ? [] : agents.filter((agent) => domains.includes(agent)).slice(0, 1);
  return [...own, ...add].filter((agent) => agent !== favourite);
}

function whyHolds(row: IntersectionRow, analysis: Analysed): string {
  const { flag, domain } = row.when;
  if (flag !== undefined) return `${flag}: ${analysis.flags[flag].why}`;
  const found = analysis.domains.find(({ agent }) => agent === domain);
  return found === undefined ? "its condition holds" : `needs ${found.agent}: ${found.why}`;
}

/**
 * The rows of the decision matrix that the domains of a request form: all that its leading domain heads, else the
 * first one headed by another of its domains. Small work has none. (seed: rules.yaml#intersection_decision_matrix)
 */
export function findIntersections(
  analysis: Analysed,
  { rows, fromComplexity }: IntersectionRules,
): Analysis["intersections"] {
  const levels = Complexity.options;
  if (levels.indexOf(analysis.complexity.value) < levels.indexOf(fromComplexity)) return [];
  const facts = factsOf(analysis);
  const favourite = analysis.favourite.value;
  const held = rows.filter(({ when }) => conditionHolds(when, facts));
  const led = held.filter(({ agents }) => agents.includes(favourite));
  const others = held.filter(({ agents }) => agents.some((agent) => facts.domains.includes(agent)));
  return (led.length > 0 ? led : others.slice(0, 1)).map((row) => ({
    row: row.id,
    title: `${row.domain} with ${row.alsoNeeds}`,
    joins: joinsOf(row, favourite, facts.domains),
    decidedBy: `rule:${row.id}`,
    why: whyHolds(row, analysis),
  }));
}
