import type { AgentCatalogue } from "../agents/agent.ts";
import { BotError } from "../errors.ts";
import { isByPerson } from "../router/is-by-person.ts";
import type { Route } from "../router/route.ts";
import type { Analysis, PersonSettings } from "../tasks/analysis.ts";
import { analyseDomains } from "./analyse-domains.ts";
import { analyseFlags } from "./analyse-flags.ts";
import { weighComplexity } from "./assess-complexity.ts";
import { findIntersections } from "./find-intersections.ts";
import { findPhrases, toPhraseText } from "./find-phrases.ts";
import type { Playbook } from "./rules/playbook.ts";
import type { ComponentRow, Rules } from "./rules.ts";
import { selectTaskType } from "./select-task-type.ts";
import { shownPhrase } from "./support-rule.ts";
import { walkTree } from "./walk-tree.ts";

export interface Analysed {
  readonly text: string;
  readonly route: Pick<
    Route,
    "primary" | "complexity" | "confidence" | "alternatives" | "decidedBy" | "supportScores" | "priority"
  >;
  /** What people decided; goes before everything else. */
  readonly settings?: PersonSettings | undefined;
}

export interface AnalysisDefinitions {
  readonly agents: AgentCatalogue;
  readonly rules: Rules;
  readonly playbook: Pick<Playbook, "analysis" | "requests" | "intersections" | "decisionTree">;
}

function analyseKind(
  { text, route, settings }: Analysed,
  { rules, agents }: AnalysisDefinitions,
): Pick<Analysis, "requestType" | "favourite"> {
  const set = settings?.requestType;
  if (set !== undefined) {
    const row = rules.taskAssignment.find(({ id }) => id === set.value);
    const why = `${set.by} set the kind`;
    const favourite = { value: row?.primary ?? set.value, decidedBy: "person", why };
    return { requestType: { value: set.value, decidedBy: "person", why }, favourite };
  }
  const { primary } = route;
  if (primary === null) {
    throw new BotError(
      "orchestration.no_primary",
      "No agent was chosen for this request, so it cannot be planned",
    );
  }
  const type = selectTaskType({ text, primary }, rules, agents);
  const hasRow = rules.taskAssignment.some(({ id }) => id === type.id);
  const why = hasRow ? `${primary} leads ${type.title}` : `${primary} has no row in the matrix`;
  return {
    requestType: { value: type.id, decidedBy: hasRow ? `rule:${type.id}` : "rules", why },
    favourite: { value: primary, ...whoChose(route) },
  };
}

function whoChose(route: Analysed["route"]): { decidedBy: string; why: string } {
  const { decidedBy, confidence } = route;
  if (isByPerson(route)) return { decidedBy: "person", why: `chosen by a person (${decidedBy})` };
  const why = `${decidedBy}, ${Math.round(confidence * 100)} % sure`;
  return { decidedBy: decidedBy === "component" ? "component" : "model", why };
}

function analyseComplexity({ text, route, settings }: Analysed, rules: Rules): Analysis["complexity"] {
  const set = settings?.complexity;
  if (set !== undefined) return { value: set.value, decidedBy: "person", why: `${set.by} set it` };
  const weighed = weighComplexity({ text, primary: route.primary }, rules);
  const because = weighed.parts.length === 0 ? "nothing adds points" : weighed.parts.join(", ");
  const points = `${weighed.points} ${weighed.points === 1 ? "point" : "points"}: ${because}`;
  if (weighed.level === route.complexity)
    return { value: route.complexity, decidedBy: "rule:complexity", why: points };
  const why = `the model outvotes the words (${weighed.level}, ${points})`;
  return { value: route.complexity, decidedBy: "model", why };
}

function analyseComponents({ text, settings }: Analysed, rules: Rules): Analysis["components"] {
  const phrases = toPhraseText(text, rules.language);
  const toComponent = (row: ComponentRow): Analysis["components"] => {
    const { component, primary: owner } = row;
    const set = settings?.components?.[component];
    if (set?.value === false) return [];
    if (set !== undefined) return [{ component, owner, decidedBy: "person", why: `${set.by} added it` }];
    const named = findPhrases(phrases, row.when)[0];
    if (named === undefined) return [];
    return [{ component, owner, decidedBy: `component:${component}`, why: `named: ${shownPhrase(named)}` }];
  };
  return rules.components.flatMap(toComponent);
}

/**
 * What a routed request is, from the router's model, the rules and what people said, each part with what decided it.
 * Pure. Throws `orchestration.no_primary` when neither the route nor a person says whose domain it is.
 * (seed: rules.yaml#request_handling)
 */
export function analyseRequest(request: Analysed, definitions: AnalysisDefinitions): Analysis {
  const { rules, playbook } = definitions;
  const kind = analyseKind(request, definitions);
  const complexity = analyseComplexity(request, rules);
  const components = analyseComponents(request, rules);
  const known = { ...kind, complexity, components };
  const flags = analyseFlags(request, known, definitions);
  const flagged = { ...known, flags };
  const analysis = { ...flagged, domains: analyseDomains(request, flagged, definitions) };
  const { decisionTree, intersections } = playbook;
  const walked = { text: request.text, favourite: kind.favourite.value };
  return {
    ...analysis,
    tree: walkTree(walked, { decisionTree, language: rules.language }),
    intersections: findIntersections(analysis, intersections),
  };
}
