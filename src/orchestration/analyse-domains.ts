import type { Analysis } from "../tasks/analysis.ts";
import type { Analysed, AnalysisDefinitions } from "./analyse-request.ts";
import { RequestFlag } from "./rules/condition.ts";

type Domain = Analysis["domains"][number];
type Known = Omit<Analysis, "domains" | "intersections" | "tree">;

function scored({ route }: Analysed, from: number): Domain[] {
  const { supportScores, alternatives } = route;
  const what = supportScores === undefined ? "of the route is theirs" : "likely to be needed";
  return [...(supportScores ?? alternatives)]
    .filter(({ score }) => score >= from)
    .sort((a, b) => b.score - a.score || (a.agent < b.agent ? -1 : 1))
    .map(({ agent, score }) => ({ agent, decidedBy: "model", why: `${Math.round(score * 100)} % ${what}` }));
}

function flagged({ flags }: Known, { analysis }: AnalysisDefinitions["playbook"]): Domain[] {
  return RequestFlag.options.flatMap((flag): Domain[] => {
    const agent = analysis.flagDomains[flag];
    const { value, decidedBy, why } = flags[flag];
    return agent === undefined || !value ? [] : [{ agent, decidedBy, why: `${flag}: ${why}` }];
  });
}

/**
 * Agents whose expertise a request needs, the favourite first: owners of its components, those that the model thinks
 * needed, those whom a flag asks for, those whom a person added; without those whom a person took out.
 */
export function analyseDomains(
  request: Analysed,
  known: Known,
  { rules, playbook, agents }: AnalysisDefinitions,
): Analysis["domains"] {
  const set = Object.entries(request.settings?.domains ?? {});
  const added = set.filter(([, { value }]) => value);
  const removed = new Set(set.filter(([, { value }]) => !value).map(([agent]) => agent));
  const { value: favourite, decidedBy, why } = known.favourite;
  const all: Domain[] = [
    { agent: favourite, decidedBy, why },
    ...added.map(([agent, { by }]) => ({ agent, decidedBy: "person", why: `${by} added it` })),
    ...known.components.map(({ component, owner }) => ({
      agent: owner,
      decidedBy: `component:${component}`,
      why: `owns ${component}`,
    })),
    ...scored(request, rules.routing.supportThreshold),
    ...flagged(known, playbook),
  ];
  const first = new Map<string, Domain>();
  for (const domain of all) {
    if (agents.get(domain.agent) === undefined || first.has(domain.agent)) continue;
    if (removed.has(domain.agent) && domain.agent !== favourite) continue;
    first.set(domain.agent, domain);
  }
  return [...first.values()];
}
