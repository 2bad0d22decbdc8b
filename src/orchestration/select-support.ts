import type { AgentCatalogue } from "../agents/agent.ts";
import { EVERY_AGENT } from "../agents/check-intersections.ts";
import { Complexity, type AgentScore, type SupportChoice } from "../router/route.ts";
import { levelOf } from "./assess-complexity.ts";
import { findComponents } from "./find-components.ts";
import { findPhrases, toPhraseText, type PhraseText } from "./find-phrases.ts";
import type { ComponentRow, Rules, SupportRule } from "./rules.ts";
import { selectTaskType, type TaskType } from "./select-task-type.ts";

export interface SupportRequest {
  readonly text: string;
  readonly primary: string;
  readonly complexity: Complexity;
  /** The router's scores, 0..1, in any order; agents that are missing count as 0. */
  readonly scores: readonly AgentScore[];
  /**
   * How likely each agent is needed beside the primary, 0..1; agents that are missing count as 0. Absent when the
   * router's model cannot tell; then the scores say it.
   */
  readonly needed?: readonly AgentScore[];
}

interface Situation {
  readonly request: SupportRequest;
  readonly text: PhraseText;
  readonly components: readonly ComponentRow[];
  readonly taskType: TaskType;
  readonly rules: Rules;
  readonly agents: AgentCatalogue;
}

/** Why a rule holds, in words; undefined when it does not. */
function whyRuleHolds(rule: SupportRule, { request, text, components }: Situation): string | undefined {
  if (rule.exceptFor?.includes(request.primary)) return undefined;
  const { complexity = [], componentOwnersAtLeast = Infinity, phrases = [] } = rule.when;
  if (complexity.includes(request.complexity)) return rule.title;
  const phrase = findPhrases(text, phrases)[0];
  if (phrase !== undefined) return `${rule.title} ("${phrase.replace(/\*$/u, "…")}")`;
  const owners = new Set(components.map((row) => row.primary));
  if (owners.size < componentOwnersAtLeast) return undefined;
  return `${rule.title} (${components.map((row) => row.component).join(", ")})`;
}

function ownersOf(components: readonly ComponentRow[], why: string): SupportChoice[] {
  return components.map((row) => ({ agent: row.primary, reason: `owns ${row.component}; ${why}` }));
}

function secondaryChoice(situation: Situation): SupportChoice[] {
  const { request, taskType, rules } = situation;
  if (taskType.secondary === undefined) return [];
  const from = Complexity.options.indexOf(rules.support.secondaryFrom);
  if (Complexity.options.indexOf(request.complexity) < from) return [];
  return [{ agent: taskType.secondary, reason: `second for ${taskType.title}` }];
}

function scoredChoices({ request: { scores, needed }, rules }: Situation): SupportChoice[] {
  const from = rules.routing.supportThreshold;
  return [...(needed ?? scores)]
    .filter(({ score }) => score >= from)
    .sort((a, b) => b.score - a.score || (a.agent < b.agent ? -1 : 1))
    .map(({ agent, score }) => ({
      agent,
      reason:
        needed === undefined
          ? `its own score is ${score.toFixed(2)}`
          : `${Math.round(score * 100)} % likely to be needed`,
    }));
}

/** Without those whom the router's model thinks needless; without a model nobody is. */
function withoutNeedless(choices: readonly SupportChoice[], { request, rules }: Situation): SupportChoice[] {
  const { needed } = request;
  if (needed === undefined) return [...choices];
  const scoreOf = new Map(needed.map(({ agent, score }) => [agent, score]));
  return choices.filter(({ agent }) => (scoreOf.get(agent) ?? 0) >= rules.support.needlessBelow);
}

/** Who fills a team that is still too small: the component's second, then the primary's partners. */
function fillers({ request, components, agents }: Situation): SupportChoice[] {
  const seconds = components
    .filter((row) => row.primary === request.primary)
    .map((row) => ({ agent: row.secondary, reason: `second for ${row.component}` }));
  const partners = (agents.get(request.primary)?.intersections ?? [])
    .filter((link) => link.agent !== EVERY_AGENT)
    .map((link) => ({ agent: link.agent, reason: `partner: ${link.reason}` }));
  return [...seconds, ...partners];
}

/**
 * Who helps the primary agent, and why. Those whom a support rule demands always join. Then, while the team size
 * of the complexity has room: the secondary of the assignment matrix, owners of other components when the request
 * crosses domains, agents with a score of their own. A team below its minimum is filled with partners. Secondary
 * and partners stay out when the router's model thinks them needless (`support.needlessBelow`). Never the
 * primary itself, a pseudo agent, an agent without a file, or anybody twice. Pure; the order is the order of joining.
 * (seed: rules.yaml#support_team_rules, #coordination_strategies)
 */
export function selectSupport(
  request: SupportRequest,
  rules: Rules,
  agents: AgentCatalogue,
): SupportChoice[] {
  const text = toPhraseText(request.text, rules.language);
  const taskType = selectTaskType(request, rules, agents);
  const situation = { request, text, components: findComponents(text, rules), taskType, rules, agents };
  const { min, max } = levelOf(request.complexity, rules).teamSize;
  const pseudo = new Set(rules.pseudoAgents.map((agent) => agent.id));
  const team = new Map<string, SupportChoice>();
  const join = (choices: readonly SupportChoice[], size: number): void => {
    for (const choice of choices) {
      const barred = choice.agent === request.primary || pseudo.has(choice.agent) || team.has(choice.agent);
      if (barred || agents.get(choice.agent) === undefined || team.size + 1 >= size) continue;
      team.set(choice.agent, choice);
    }
  };

  const owners: SupportChoice[] = [];
  for (const rule of rules.supportRules) {
    const why = whyRuleHolds(rule, situation);
    if (why === undefined) continue;
    join(
      (rule.add ?? []).map((agent) => ({ agent, reason: why })),
      Infinity,
    );
    if (rule.addComponentOwners) owners.push(...ownersOf(situation.components, why));
  }
  join(withoutNeedless(secondaryChoice(situation), situation), max);
  join(owners, max);
  join(scoredChoices(situation), max);
  const watched = taskType.secondary !== undefined && pseudo.has(taskType.secondary) ? 1 : 0;
  join(withoutNeedless(fillers(situation), situation), min - watched);
  return [...team.values()];
}
