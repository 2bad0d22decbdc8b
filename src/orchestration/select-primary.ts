import type { AgentCatalogue } from "../agents/agent.ts";
import type { AgentScore, Complexity } from "../router/route.ts";
import type { Candidate, Selection } from "../tasks/selection.ts";
import type { LoadSnapshot } from "./load/agent-load.ts";
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

function choose(favourite: Candidate, others: readonly Candidate[], rules: WorkloadRules): Choice {
  const free = others.filter(({ barred }) => barred === undefined);
  const { agent } = favourite;
  if (favourite.barred !== undefined) {
    const next = free.toSorted(byTotal)[0];
    if (next === undefined)
      return { agent, why: `${agent} all the same: it ${favourite.barred}, and nobody near can take it` };
    return {
      agent: next.agent,
      why: `${next.agent} instead of ${agent}, which ${favourite.barred}; ${next.standing}`,
    };
  }
  if (free.length === 0) return { agent, why: `${agent} leads by domain, and nobody else is near` };
  const [best = favourite] = [favourite, ...free].toSorted(byTotal);
  if (best.agent === agent) return { agent, why: `${agent} leads by domain, and weighs most of those near` };
  const why = `${best.agent} instead of ${agent}: ${best.standing}, and ${advantageOf(best, favourite, rules)}`;
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
 * second by the matrix. Agents of unrelated domains never replace one another, and nobody replaces whom a person
 * named. Pure: the same state gives the same choice. (seed: rules.yaml#workload_balancing)
 */
export function selectPrimary(request: SelectionRequest, deps: SelectionDeps): Selection {
  const { favourite, complexity, taskType } = request;
  const near = nearOnes(request, deps);
  const seconds = standIn(request, deps).filter(({ agent }) => near.every((one) => one.agent !== agent));
  const first: Rated = { agent: favourite, domain: 1, standing: "first by domain" };
  const weighed = [first, ...near, ...seconds];
  const rating: Rating = {
    complexity,
    requestType: taskType.id,
    state: deps.state,
    rules: deps.rules,
    agents: weighed.map(({ agent }) => agent),
  };
  const leader = rateCandidate(first, rating);
  const others = near.map((one) => rateCandidate(one, rating));
  const standIns = seconds.map((one) => rateCandidate(one, rating));
  const candidates = [leader, ...others, ...standIns].toSorted(byTotal);
  const mayStandIn = leader.barred === undefined ? others : [...others, ...standIns];
  const choice = request.isByPerson ? named(leader) : choose(leader, mayStandIn, deps.rules);
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
