import { collectVotes, type VoteDeps } from "./collect-votes.ts";
import { countVotes, type Verdict } from "./count-votes.ts";
import type { AgentNames } from "../explicit-agent.ts";
import type { LearningRules } from "./learning-rules.ts";
import { limitAlone, limitShare, limitTotal, newestAt } from "./limit-influence.ts";
import type { LeftOut, LocalExample } from "./local-example.ts";
import type { RouteLabel } from "./route-label.ts";
import { withoutChoice } from "./text-key.ts";

export interface LocalExampleDeps extends VoteDeps {
  readonly rules: LearningRules;
  readonly nowMs: number;
}

export interface LocalExamples {
  /** One for each request, oldest first, equal times by text: the same labels give the same list. */
  readonly examples: readonly LocalExample[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * What the router may learn from people's labels, and what it must not and why. No one person decides alone beyond
 * the limits of the rules: see docs/routing.md#learning.
 */
export function toLocalExamples(labels: readonly RouteLabel[], deps: LocalExampleDeps): LocalExamples {
  const votes = collectVotes(labels, deps.rules, deps);
  const counted = countVotes(votes.byText);
  const alone = limitAlone(counted.verdicts, deps.rules, { since: votes.since, nowMs: deps.nowMs });
  const shared = limitShare(alone.verdicts, deps.rules);
  const total = limitTotal(shared.verdicts, deps.rules);
  return {
    examples: total.verdicts.map((verdict) => toExample(verdict, deps.names)).sort(byTime),
    leftOut: [votes, counted, alone, shared, total].flatMap(({ leftOut }) => leftOut),
  };
}

function toExample(verdict: Verdict, names: AgentNames): LocalExample {
  const { agent, backers } = verdict;
  const last = backers.toSorted((a, b) => Date.parse(b.label.at) - Date.parse(a.label.at))[0];
  return {
    text: withoutChoice(last?.label.text ?? "", names),
    agent,
    backers: backers.map(({ person }) => person).sort(),
    at: new Date(newestAt(verdict)).toISOString(),
  };
}

function byTime(a: LocalExample, b: LocalExample): number {
  return Date.parse(a.at) - Date.parse(b.at) || (a.text < b.text ? -1 : 1);
}
