import type { Complexity } from "../router/route.ts";
import type { Candidate } from "../tasks/selection.ts";
import type { AgentStanding, LoadSnapshot } from "./load/agent-load.ts";
import { minutesOf } from "./rules/minutes-of.ts";
import type { WorkloadRules } from "./rules/workload-rules.ts";

const MINUTE_MS = 60_000;
/** A term that has nothing to say. */
const NEUTRAL = 0.5;

export interface Rated {
  readonly agent: string;
  /** Share of the favourite's score, 0 to 1. */
  readonly domain: number;
  readonly standing: string;
}

export interface Rating {
  readonly complexity: Complexity;
  /** Kinds of task that count as the same work: for rotation. */
  readonly kinds: readonly string[];
  readonly state: LoadSnapshot;
  readonly rules: WorkloadRules;
  /** All that are weighed, for what is compared among them. */
  readonly agents: readonly string[];
}

function limitOf(agent: string, { wip }: WorkloadRules): number {
  return wip.byAgent[agent] ?? wip.perAgent;
}

function shownUntil(untilMs: number | undefined): string {
  return untilMs === undefined
    ? ""
    : ` until ${new Date(untilMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Why an agent cannot take more work now; undefined when it can. */
export function barredBy(agent: string, standing: AgentStanding, rules: WorkloadRules): string | undefined {
  if (standing.away !== undefined) return `is away${shownUntil(standing.away.untilMs)}`;
  const limit = limitOf(agent, rules);
  if (standing.open >= limit) return `has ${standing.open} of ${limit} tasks open`;
  const { person } = standing;
  const { perPerson } = rules.wip;
  if (person !== undefined && person.open >= perPerson)
    return `is ${person.id}'s, who has ${person.open} of ${perPerson} tasks open`;
  return undefined;
}

function freedom(agent: string, standing: AgentStanding, rules: WorkloadRules): number {
  const own = standing.open / limitOf(agent, rules);
  const persons = (standing.person?.open ?? 0) / rules.wip.perPerson;
  return Math.max(0, 1 - Math.max(own, persons));
}

/** Mean of a Beta distribution: the prior and what happened lately. */
function successOf({ outcomes }: AgentStanding, { state, rules: { success } }: Rating): number {
  const fromMs = state.nowMs - minutesOf(success.window) * MINUTE_MS;
  const recent = outcomes.filter(({ atMs }) => atMs >= fromMs);
  const done = recent.filter(({ ok }) => ok).length;
  return (done + success.prior.done) / (recent.length + success.prior.tried);
}

function takenLately(agent: string, { state, rules, kinds }: Rating): number {
  const fromMs = state.nowMs - minutesOf(rules.rotation.window) * MINUTE_MS;
  return state.of(agent).taken.filter((one) => one.atMs >= fromMs && kinds.includes(one.requestType)).length;
}

function rotationOf(agent: string, rating: Rating): number {
  const all = rating.agents.reduce((sum, each) => sum + takenLately(each, rating), 0);
  return all === 0 ? NEUTRAL : 1 - takenLately(agent, rating) / all;
}

/** 1 when the task is a change from what the agent did last, 0 when it is more of the same. */
function alternationOf({ taken }: AgentStanding, { complexity, rules: { alternation } }: Rating): number {
  const last = taken.slice(-alternation.afterInARow);
  if (last.length < alternation.afterInARow) return NEUTRAL;
  const isIntense = (level: Complexity): boolean => alternation.intense.includes(level);
  const intense = last.filter((one) => isIntense(one.complexity)).length;
  if (intense !== 0 && intense !== last.length) return NEUTRAL;
  return (intense === last.length) === isIntense(complexity) ? 0 : 1;
}

/** On work to learn from, somebody experienced leads and takes a learner along. */
function pairingOf({ done }: AgentStanding, { complexity, rules: { pairing } }: Rating): number {
  if (!pairing.levels.includes(complexity)) return NEUTRAL;
  if (done >= pairing.experiencedFrom) return 1;
  return done < pairing.learnerBelow ? 0 : NEUTRAL;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** What speaks for an agent as the leader of a task: each term 0 to 1, and their weighted mean. Pure. */
export function rateCandidate({ agent, domain, standing: why }: Rated, rating: Rating): Candidate {
  const standing = rating.state.of(agent);
  const terms = {
    domain: round(Math.min(1, domain)),
    availability: standing.away === undefined ? 1 : 0,
    load: round(freedom(agent, standing, rating.rules)),
    success: round(successOf(standing, rating)),
    rotation: round(rotationOf(agent, rating)),
    alternation: alternationOf(standing, rating),
    pairing: pairingOf(standing, rating),
  };
  const names = Object.keys(terms) as (keyof typeof terms)[];
  const { weights } = rating.rules;
  const total = names.reduce((sum, name) => sum + weights[name] * terms[name], 0);
  const barred = barredBy(agent, standing, rating.rules);
  return {
    agent,
    total: round(total / names.reduce((sum, name) => sum + weights[name], 0)),
    terms,
    standing: why,
    ...(barred === undefined ? {} : { barred }),
  };
}
