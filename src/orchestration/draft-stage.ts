import type { Assignment } from "../tasks/task.ts";
import type { Staff } from "./resolve-agents.ts";
import { reviewerFor } from "./rules/gate-rules.ts";
import type { GateRules } from "./rules/gate-rules.ts";
import type { PatternStage } from "./rules/pattern-rules.ts";

/** A stage of a pattern with its agents, on its way into a plan. */
export interface DraftStage {
  readonly pattern: PatternStage;
  readonly assignments: readonly Assignment[];
  readonly needsPerson: boolean;
}

/** Whoever turns out to work on the task is replaced as a judge; where nobody is left, a person judges. */
export function withFairJudges(drafts: readonly DraftStage[], rules: GateRules): DraftStage[] {
  const working = drafts
    .flatMap(({ assignments }) => assignments)
    .filter(({ role }) => role === "primary" || role === "support")
    .map(({ agent }) => agent);
  return drafts.map((draft) => {
    const gates = rules.gates.filter(({ id }) => draft.pattern.gates.includes(id));
    const reviewers = (gates.length > 0 ? gates : rules.gates).flatMap((gate) => gate.reviewers);
    let needsPerson = draft.needsPerson;
    const taken = new Set(draft.assignments.map(({ agent }) => agent));
    const assignments = draft.assignments.flatMap((each) => {
      const judges = each.role === "reviewer" || each.role === "gate";
      if (!judges || !working.includes(each.agent)) return [each];
      const agent = reviewerFor(reviewers, [...working, ...taken]);
      if (agent === undefined) {
        needsPerson = true;
        return [];
      }
      taken.add(agent);
      const reason = `${each.reason}, since ${each.agent} works on it`;
      return [{ ...each, id: `${draft.pattern.id}-${agent}`, agent, reason }];
    });
    return { ...draft, assignments, needsPerson };
  });
}

/** An agent whom a person chose leads the work, also where the pattern names somebody else for it. */
export function withChosenLead(drafts: readonly DraftStage[], staff: Staff): DraftStage[] {
  const { primary, isChosen } = staff;
  const leads = drafts.some(({ assignments }) =>
    assignments.some(({ agent, role }) => agent === primary && role === "primary"),
  );
  const place = drafts.find(({ pattern }) => pattern.purpose === "work") ?? drafts[0];
  if (!isChosen || leads || place === undefined) return [...drafts];
  const { id } = place.pattern;
  return drafts.map((draft) => {
    if (draft !== place) return draft;
    const others = draft.assignments.filter(({ agent, role }) => agent !== primary && role !== "primary");
    const lead: Assignment = {
      id: `${id}-${primary}`,
      agent: primary,
      role: "primary",
      reason: staff.why,
      state: "waiting",
      starts: 0,
      round: 1,
    };
    return { ...draft, assignments: [lead, ...others] };
  });
}
