import type { AgentCatalogue } from "../agents/agent.ts";
import { EVERY_AGENT } from "../agents/check-intersections.ts";
import { Complexity, type AgentScore, type SupportChoice } from "../router/route.ts";
import type { TreeLeaf } from "../tasks/analysis.ts";
import { levelOf } from "./assess-complexity.ts";
import { findComponents } from "./find-components.ts";
import { toPhraseText, type PhraseText } from "./find-phrases.ts";
import type { ComponentRow, Rules, SupportRule } from "./rules.ts";
import { selectTaskType, type TaskType } from "./select-task-type.ts";
import { whyRuleHolds } from "./support-rule.ts";

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
  /** What is known beyond the words; absent: the words alone decide. */
  readonly context?: SupportContext;
}

/** What analysis, people, load and costs say about the team. */
export interface SupportContext {
  readonly taskType: TaskType;
  readonly components: readonly ComponentRow[];
  /** Support rules that a flag of the analysis settles: why each holds, null where it does not. */
  readonly settled: ReadonlyMap<string, string | null>;
  /** Whom a person put on the task. */
  readonly wanted: readonly SupportChoice[];
  /** Whom a person took off it. */
  readonly unwanted: ReadonlySet<string>;
  /** Whom rows of the decision matrix call in. */
  readonly joining: readonly SupportChoice[];
  /** Where the decision tree takes the request: who helps there fills a team that is too small. */
  readonly tree?: Pick<TreeLeaf, "title" | "support"> | undefined;
  /** Kept free to judge the work; they help only where a rule or a person demands it. */
  readonly reserved: ReadonlySet<string>;
  /** Agents that are away join only where a rule or a person demands it. */
  readonly away: ReadonlySet<string>;
  /** Somebody who learns beside the leader, as far as there is room. */
  readonly learner?: SupportChoice;
  /** Those whom nobody demands join only while fewer than this support. */
  readonly withinCap: number;
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
function whyHolds(rule: SupportRule, { request, text, components }: Situation): string | undefined {
  if (rule.exceptFor?.includes(request.primary)) return undefined;
  const settled = request.context?.settled.get(rule.id);
  if (settled !== undefined) return settled ?? undefined;
  return whyRuleHolds(rule, { text, complexity: request.complexity, components });
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

/** Who fills a team that is still too small: by the tree, the component's second, then the primary's partners. */
function fillers({ request, components, agents }: Situation): SupportChoice[] {
  const seconds = components
    .filter((row) => row.primary === request.primary)
    .map((row) => ({ agent: row.secondary, reason: `second for ${row.component}` }));
  const partners = (agents.get(request.primary)?.intersections ?? [])
    .filter((link) => link.agent !== EVERY_AGENT)
    .map((link) => ({ agent: link.agent, reason: `partner: ${link.reason}` }));
  const tree = request.context?.tree;
  const byTree = (tree?.support ?? []).map((agent) => ({
    agent,
    reason: `helps with ${tree?.title ?? ""} by the tree`,
  }));
  return [...byTree, ...seconds, ...partners];
}

function pseudoIds(rules: Rules): ReadonlySet<string> {
  return new Set(rules.pseudoAgents.map((agent) => agent.id));
}

/** The team as it grows: those whom something demands join, the others while size, cost and absence allow it. */
function gatherTeam({ request, rules, agents }: Situation) {
  const { context } = request;
  const pseudo = pseudoIds(rules);
  const team = new Map<string, SupportChoice>();
  const mayJoin = ({ agent }: SupportChoice): boolean =>
    agent !== request.primary &&
    !pseudo.has(agent) &&
    !team.has(agent) &&
    agents.get(agent) !== undefined &&
    context?.unwanted.has(agent) !== true;
  const demand = (choices: readonly SupportChoice[]): void => {
    for (const choice of choices) if (mayJoin(choice)) team.set(choice.agent, choice);
  };
  const offer = (choices: readonly SupportChoice[], size: number): void => {
    for (const choice of choices) {
      const isFull = team.size + 1 >= size || team.size >= (context?.withinCap ?? Infinity);
      const isElsewhere = context?.away.has(choice.agent) === true || context?.reserved.has(choice.agent);
      if (isFull || isElsewhere === true || !mayJoin(choice)) continue;
      team.set(choice.agent, choice);
    }
  };
  return { team, demand, offer };
}

/**
 * Who helps the primary agent, and why. Those whom a person, a support rule or the decision matrix demands always join.
 * Then, while the team size
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
  const { context } = request;
  const text = toPhraseText(request.text, rules.language);
  const taskType = context?.taskType ?? selectTaskType(request, rules, agents);
  const components = context?.components ?? findComponents(text, rules);
  const situation = { request, text, components, taskType, rules, agents };
  const { min, max } = levelOf(request.complexity, rules).teamSize;
  const { team, demand, offer } = gatherTeam(situation);

  demand(context?.wanted ?? []);
  const owners: SupportChoice[] = [];
  for (const rule of rules.supportRules) {
    const why = whyHolds(rule, situation);
    if (why === undefined) continue;
    demand((rule.add ?? []).map((agent) => ({ agent, reason: why })));
    if (rule.addComponentOwners) owners.push(...ownersOf(situation.components, why));
  }
  demand(context?.joining ?? []);
  offer(withoutNeedless(secondaryChoice(situation), situation), max);
  offer(owners, max);
  offer(scoredChoices(situation), max);
  if (context?.learner !== undefined) offer([context.learner], max);
  const watched = taskType.secondary !== undefined && pseudoIds(rules).has(taskType.secondary) ? 1 : 0;
  offer(withoutNeedless(fillers(situation), situation), min - watched);
  return [...team.values()];
}
