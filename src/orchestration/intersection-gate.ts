import type { Assignment } from "../tasks/task.ts";
import type { DraftStage } from "./draft-stage.ts";
import { reviewerFor } from "./rules/gate-rules.ts";
import type { IntersectionRow } from "./rules/intersection-rules.ts";

const STAGE = "intersection_gate";

function agentsOf(drafts: readonly DraftStage[], ...roles: readonly Assignment["role"][]): string[] {
  return drafts
    .flatMap(({ assignments }) => assignments)
    .filter(({ role }) => roles.includes(role))
    .map(({ agent }) => agent);
}

/** A stage behind everything else, in which nobody is yet. */
function newStage(drafts: readonly DraftStage[], maxRounds: number): DraftStage {
  const needed = new Set(drafts.flatMap(({ pattern }) => pattern.needs));
  const work = drafts.findLast(({ pattern }) => pattern.purpose === "work") ?? drafts.at(-1);
  return {
    pattern: {
      id: STAGE,
      title: "Check across domains",
      purpose: "validate",
      mode: "review",
      agents: [],
      needs: drafts.map(({ pattern }) => pattern.id).filter((id) => !needed.has(id)),
      hooks: [],
      checklists: [],
      gates: [],
      maxRounds,
      handoff: "optional",
      ...(work === undefined ? {} : { reworks: work.pattern.id }),
      approval: "none",
    },
    assignments: [],
    needsPerson: false,
  };
}

function reasonOf({ domain, alsoNeeds, gate }: IntersectionRow, reviewer: string): string {
  const passed = gate.reviewers.slice(0, gate.reviewers.indexOf(reviewer));
  const instead = passed.length === 0 ? "" : `, since ${passed.join(" and ")} works on it`;
  return `judges ${domain} with ${alsoNeeds} (${gate.kind}) by the matrix${instead}`;
}

/** The stage with one judge more, before whoever has the last word. */
function withJudge(draft: DraftStage, row: IntersectionRow, agent: string): DraftStage {
  const judge: Assignment = {
    id: `${draft.pattern.id}-${agent}`,
    agent,
    role: "reviewer",
    reason: reasonOf(row, agent),
    state: "waiting",
    starts: 0,
    round: 1,
  };
  const last = draft.assignments.filter(({ role }) => role === "gate");
  const before = draft.assignments.filter(({ role }) => role !== "gate");
  return { ...draft, assignments: [...before, judge, ...last] };
}

function withGates(draft: DraftStage, more: readonly string[]): DraftStage {
  const gates = [...new Set([...draft.pattern.gates, ...more])];
  return { ...draft, pattern: { ...draft.pattern, gates } };
}

function judged(drafts: readonly DraftStage[], row: IntersectionRow, maxRounds: number): DraftStage[] {
  const reviewer = reviewerFor(row.gate.reviewers, agentsOf(drafts, "primary", "support"));
  const isThere = reviewer !== undefined && agentsOf(drafts, "reviewer", "gate").includes(reviewer);
  const present = new Set(drafts.flatMap(({ pattern }) => pattern.gates));
  const missing = row.gate.gates.filter((gate) => !present.has(gate));
  const checking = drafts.findLast(
    ({ pattern }) => pattern.purpose === "validate" && pattern.mode === "review",
  );
  const needsStage = checking === undefined && reviewer !== undefined && !isThere;
  const all = needsStage ? [...drafts, newStage(drafts, maxRounds)] : [...drafts];
  const place = checking ?? all.at(-1);
  return all.map((draft) => {
    if (draft !== place) return draft;
    const gated = withGates(draft, missing);
    if (reviewer === undefined) return { ...gated, needsPerson: true };
    return isThere ? gated : withJudge(gated, row, reviewer);
  });
}

/**
 * The stages of a plan with the gates of the rows of the decision matrix that apply: the row's first reviewer who does
 * not work on the task judges it, in the last stage that reviews, else in one of its own. Whoever judges the work
 * already is not asked twice; where nobody is left a person decides. (seed: rules.yaml#intersection_decision_matrix)
 */
export function withIntersectionGates(
  drafts: readonly DraftStage[],
  rows: readonly IntersectionRow[],
  maxRounds: number,
): DraftStage[] {
  return rows.reduce<DraftStage[]>((done, row) => judged(done, row, maxRounds), [...drafts]);
}
