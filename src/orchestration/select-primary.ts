import type { AgentCatalogue } from "../agents/agent.ts";
import type { AgentScore, Complexity } from "../router/route.ts";
import type { TreeLeaf } from "../tasks/analysis.ts";
import type { Candidate, Selection } from "../tasks/selection.ts";
import type { LoadSnapshot } from "./load/agent-load.ts";
import type { Skilled } from "./find-skills.ts";
import { rateCandidate, type Rated, type Rating } from "./rate-candidate.ts";
import type { WorkloadRules } from "./rules/workload-rules.ts";
import type { TaskType } from "./select-task-type.ts";

export interface SelectionRequest {
  /** Whose domain it is. */
  readonly favourite: string;
  /** A person named the favourite: then nothing is weighed against it. */
  readonly isByPerson: boolean;
  /** The router's scores, best first. */
  readonly alternatives: readonly AgentScore[];
  readonly taskType: TaskType;
  readonly complexity: Complexity;
  /** The skill that the work takes. */
  readonly skill?: Skilled | undefined;
  /** Where the decision tree takes the request. */
  readonly tree?: Pick<TreeLeaf, "title" | "primary" | "isByWords"> | undefined;
  /** The router was not sure enough of the favourite to decide alone. */
  readonly isUnsure?: boolean;
}

export interface SelectionDeps {
  readonly agents: AgentCatalogue;
  readonly rules: WorkloadRules;
  readonly state: LoadSnapshot;
}

/** Agents that the router scores near the favourite; no unrelated domain comes near. */
function nearOnes({ favourite, alternatives }: SelectionRequest, { agents, rules }: SelectionDeps): Rated[] {
  const best = alternatives.find(({ agent }) => agent === favourite)?.score ?? 0;
  if (best <= 0) return [];
  return alternatives
    .filter(({ agent, score }) => agent !== favourite && score >= rules.candidates.nearShare * best)
    .filter(({ agent }) => agents.get(agent)?.kind === "specialist")
    .map(({ agent, score }) => {
      const share = score / best;
      return { agent, domain: share, standing: `${Math.round(share * 100)} % as likely by domain` };
    });
}

/** Who may step in by the matrix: only while the favourite cannot take more. */
function standIn({ favourite, taskType }: SelectionRequest, { agents, rules }: SelectionDeps): Rated[] {
  const agent = taskType.secondary;
  if (agent === undefined || agent === favourite || agents.get(agent) === undefined) return [];
  return [{ agent, domain: rules.candidates.standInDomain, standing: `second for ${taskType.title}` }];
}

/** Who else has the skill, experts first: they step in as the matrix's second does. */
function skillMates({ favourite, skill }: SelectionRequest, { agents, rules }: SelectionDeps): Rated[] {
  if (skill === undefined) return [];
  const { expert, learner } = rules.candidates.skillDomain;
  const all = [
    ...skill.experts.map((agent) => ({ agent, domain: expert, standing: `has the skill ${skill.title}` })),
    ...skill.learners.map((agent) => ({
      agent,
      domain: learner,
      standing: `learns the skill ${skill.title}`,
    })),
  ];
  return all.filter(({ agent }) => agent !== favourite && agents.get(agent)?.kind === "specialist");
}

/** Whom the words of a request would take by the tree: only while the router is unsure. */
function treeChoice(
  { favourite, tree, isUnsure }: SelectionRequest,
  { agents, rules }: SelectionDeps,
): Rated[] {
  const agent = tree?.isByWords === true && isUnsure === true ? tree.primary : null;
  if (agent === null || agent === favourite || agents.get(agent)?.kind !== "specialist") return [];
  return [
    { agent, domain: rules.candidates.treeDomain, standing: `the tree takes it for ${tree?.title ?? ""}` },
  ];
}

function byTotal(a: Candidate, b: Candidate): number {
  return b.total - a.total || b.terms.domain - a.terms.domain || (a.agent < b.agent ? -1 : 1);
}

const ADVANTAGES: Readonly<Record<keyof Candidate["terms"], string>> = {
  domain: "it fits better",
  availability: "it is there",
  load: "it has less to do",
  success: "its work went better lately",
  rotation: "it had less of this kind lately",
  alternation: "it makes a change from what it did last",
  pairing: "it has the experience",
};

/** What speaks most for the one over the other. */
function advantageOf(one: Candidate, other: Candidate, { weights }: WorkloadRules): string {
  const names = Object.keys(ADVANTAGES) as (keyof Candidate["terms"])[];
  const gain = (name: keyof Candidate["terms"]): number =>
    weights[name] * (one.terms[name] - other.terms[name]);
  const most = names.reduce((best, name) => (gain(name) > gain(best) ? name : best));
  return ADVANTAGES[most];
}

interface Choice {
  readonly agent: string;
  readonly why: string;
}

/** The best, or of those that are as good as the best the one that the tree takes. */
function bestOf(
  candidates: readonly Candidate[],
  { tree, rules }: Choosing,
): { readonly best: Candidate | undefined; readonly isByTree: boolean } {
  const [best] = candidates.toSorted(byTotal);
  if (best === undefined || tree?.isByWords !== true) return { best, isByTree: false };
  const tied = candidates.filter(({ total }) => best.total - total <= rules.candidates.tie);
  const taken = tied.length < 2 ? undefined : tied.find(({ agent }) => agent === tree.primary);
  return { best: taken ?? best, isByTree: taken !== undefined };
}

interface Choosing {
  readonly tree: SelectionRequest["tree"];
  readonly rules: WorkloadRules;
}

function choose(favourite: Candidate, others: readonly Candidate[], choosing: Choosing): Choice {
  const { tree, rules } = choosing;
  const settled = `the tree settles it (${tree?.title ?? ""})`;
  const free = others.filter(({ barred }) => barred === undefined);
  const { agent } = favourite;
  if (favourite.barred !== undefined) {
    const { best: next } = bestOf(free, choosing);
    if (next === undefined)
      return { agent, why: `${agent} all the same: it ${favourite.barred}, and nobody near can take it` };
    return {
      agent: next.agent,
      why: `${next.agent} instead of ${agent}, which ${favourite.barred}; ${next.standing}`,
    };
  }
  if (free.length === 0) return { agent, why: `${agent} leads by domain, and nobody else is near` };
  const { best = favourite, isByTree } = bestOf([favourite, ...free], choosing);
  if (best.agent === agent) {
    const weight = isByTree ? settled : "weighs most of those near";
    return { agent, why: `${agent} leads by domain, and ${weight}` };
  }
  const advantage = isByTree ? settled : advantageOf(best, favourite, rules);
  const why = `${best.agent} instead of ${agent}: ${best.standing}, and ${advantage}`;
  return { agent: best.agent, why };
}

/** Somebody near who learns beside an experienced leader. */
function learnerBeside(
  leader: string,
  candidates: readonly Candidate[],
  { complexity, state, rules: { pairing } }: Rating,
): string | undefined {
  if (!pairing.levels.includes(complexity) || state.of(leader).done < pairing.experiencedFrom)
    return undefined;
  return candidates.find(
    ({ agent, barred }) =>
      agent !== leader && barred === undefined && state.of(agent).done < pairing.learnerBelow,
  )?.agent;
}

/**
 * Who leads a task. The favourite by domain, unless somebody near weighs more by availability, load, recent success,
 * rotation, alternation and pairing; where nobody is near, only being away or at its limit moves it aside, for its
 * second by the matrix or somebody of the same skill. Agents of unrelated domains never replace one another, and nobody replaces whom a person
 * named. Pure: the same state gives the same choice. (seed: rules.yaml#workload_balancing)
 */
export function selectPrimary(request: SelectionRequest, deps: SelectionDeps): Selection {
  const { favourite, complexity, taskType } = request;
  const scored = nearOnes(request, deps);
  const byTree = treeChoice(request, deps).filter(({ agent }) => scored.every((one) => one.agent !== agent));
  const near = [...scored, ...byTree];
  const known = [...near, ...standIn(request, deps), ...skillMates(request, deps)];
  const seconds = known
    .slice(near.length)
    .filter((one, at) => known.findIndex(({ agent }) => agent === one.agent) === near.length + at);
  const first: Rated = { agent: favourite, domain: 1, standing: "first by domain" };
  const weighed = [first, ...near, ...seconds];
  const rating: Rating = {
    complexity,
    kinds: [...new Set([taskType.id, ...(request.skill?.kinds ?? [])])],
    state: deps.state,
    rules: deps.rules,
    agents: weighed.map(({ agent }) => agent),
  };
  const leader = rateCandidate(first, rating);
  const others = near.map((one) => rateCandidate(one, rating));
  const standIns = seconds.map((one) => rateCandidate(one, rating));
  const candidates = [leader, ...others, ...standIns].toSorted(byTotal);
  const mayStandIn = leader.barred === undefined ? others : [...others, ...standIns];
  const choice = request.isByPerson
    ? named(leader)
    : choose(leader, mayStandIn, { tree: request.tree, rules: deps.rules });
  const learner = learnerBeside(choice.agent, candidates, rating);
  return {
    ...choice,
    ...(choice.agent === favourite ? {} : { insteadOf: favourite }),
    candidates,
    ...(learner === undefined ? {} : { learner }),
  };
}

function named({ agent, barred }: Candidate): Choice {
  return {
    agent,
    why: `${agent} was named by a person${barred === undefined ? "" : `, although it ${barred}`}`,
  };
}
