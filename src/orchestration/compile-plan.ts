import type { Plan, Stage } from "../tasks/task.ts";
import { ORCHESTRATOR } from "./coordination-of.ts";
import { allAgentsOf } from "./count-plan.ts";
import type { DraftStage } from "./draft-stage.ts";
import { withChosenLead, withFairJudges } from "./draft-stage.ts";
import { withIntegrationCheck } from "./integration-check.ts";
import { withIntersectionGates } from "./intersection-gate.ts";
import { linkStages } from "./link-stages.ts";
import { resolveAgents } from "./resolve-agents.ts";
import type { Staff } from "./resolve-agents.ts";
import { choosePattern } from "./rules/choose-pattern.ts";
import { conditionHolds } from "./rules/condition.ts";
import { COLLABORATION_STEP } from "./rules/hook-flow-rules.ts";
import type { RequestFacts } from "./rules/condition.ts";
import type { IntersectionRow } from "./rules/intersection-rules.ts";
import type { Pattern } from "./rules/pattern-rules.ts";
import type { Playbook } from "./rules/playbook.ts";
import { toSync } from "./to-sync.ts";

export interface PlanOrder {
  readonly facts: RequestFacts;
  readonly staff: Staff;
  /** Names the stage of a plan that has only one. */
  readonly title: string;
  /** Rows of the decision matrix whose judges the plan takes. */
  readonly intersections?: readonly IntersectionRow[];
  /** Instead of the pattern that the facts call for. */
  readonly pattern?: string;
}

type Rules = Pick<Playbook, "patterns" | "gates" | "coordination" | "hookFlow">;

function patternFor({ pattern: wanted, facts }: PlanOrder, { patterns }: Rules): Pattern {
  const all = [...patterns.taskPatterns, ...patterns.collaborationPatterns, patterns.otherwise];
  return all.find(({ id }) => id === wanted) ?? choosePattern(patterns, facts);
}

/** Gates that the request itself asks for, wherever the pattern does not have them: at the last stage that checks. */
function gatesByFacts(drafts: readonly DraftStage[], facts: RequestFacts, rules: Rules) {
  const present = new Set(drafts.flatMap(({ pattern }) => pattern.gates));
  const asked = rules.gates.gates.filter(
    ({ id, when }) => !present.has(id) && when.some((condition) => conditionHolds(condition, facts)),
  );
  const checking = drafts.findLast(({ pattern }) => pattern.purpose === "validate");
  const working = drafts.findLast(({ pattern }) => pattern.purpose === "work");
  return { at: (checking ?? working ?? drafts.at(-1))?.pattern.id, gates: asked.map(({ id }) => id) };
}

interface StageExtras {
  /** Gates beyond those of the pattern. */
  readonly more: readonly string[];
  readonly title: string;
}

function checklistsOf(own: readonly string[], gates: readonly string[], rules: Rules): string[] {
  const byGates = rules.gates.gates.filter(({ id }) => gates.includes(id));
  return [...new Set([...own, ...byGates.flatMap(({ checklists }) => checklists)])];
}

function toStage(draft: DraftStage, { more, title }: StageExtras, rules: Rules): Stage {
  const { id, purpose, mode, needs, maxRounds, handoff, reworks, approval, hooks, sync } = draft.pattern;
  const { gates, checklists } = draft.pattern;
  const allGates = [...new Set([...gates, ...more])];
  return {
    id,
    title,
    state: "waiting",
    purpose,
    mode,
    needs: [...needs],
    round: 1,
    maxRounds,
    jointRounds: 0,
    handoff,
    ...(reworks === undefined ? {} : { reworks }),
    approval: draft.needsPerson ? "person" : approval,
    hooks: [...hooks],
    gates: allGates,
    checklists: checklistsOf(checklists, allGates, rules),
    failedGates: 0,
    changeRequests: 0,
    isShared: false,
    earlier: [],
    isPatched: false,
    reports: [],
    ...(sync === undefined ? {} : { sync: toSync(sync) }),
    syncs: [],
    assignments: [...draft.assignments],
  };
}

/** Agents of one stage keep in step where the flow of hooks wants that for such a request. */
function withSharing(stages: readonly Stage[], facts: RequestFacts, { hookFlow }: Rules): Stage[] {
  const step = hookFlow.flow.find(({ id }) => id === COLLABORATION_STEP);
  const wanted = step !== undefined && (step.when === undefined || conditionHolds(step.when, facts));
  return stages.map((stage) => ({ ...stage, isShared: wanted && stage.assignments.length > 1 }));
}

/** Whoever the pattern itself names as a judge is there for that, and not to help as well. */
function withoutJudges(staff: Staff, { stages }: Pattern): Staff {
  const judges = new Set(
    stages
      .flatMap(({ agents }) => agents)
      .filter(({ role }) => role === "reviewer" || role === "gate")
      .map(({ agent }): string => agent),
  );
  return { ...staff, support: staff.support.filter(({ agent }) => !judges.has(agent)) };
}

function draftsOf(pattern: Pattern, order: PlanOrder, rules: Rules) {
  const leftOut: Plan["leftOut"] = [];
  const drafts: DraftStage[] = [];
  const staff = withoutJudges(order.staff, pattern);
  for (const stage of pattern.stages) {
    const { id, title, condition } = stage;
    if (condition !== undefined && !conditionHolds(condition, order.facts)) {
      leftOut.push({ id, title, reason: "its condition does not hold" });
      continue;
    }
    const assignments = resolveAgents(stage, { facts: order.facts, staff });
    if (assignments.length === 0) leftOut.push({ id, title, reason: "nobody is needed for it" });
    else drafts.push({ pattern: stage, assignments, needsPerson: false });
  }
  const fair = withFairJudges(withChosenLead(drafts, staff), rules.gates);
  for (const { pattern: stage, assignments } of fair)
    if (assignments.length === 0)
      leftOut.push({
        id: stage.id,
        title: stage.title,
        reason: "everybody who could judge it works on the task",
      });
  const present = fair.filter(({ assignments }) => assignments.length > 0);
  const { maxAttempts } = rules.gates.rework;
  return { drafts: withIntersectionGates(present, order.intersections ?? [], maxAttempts), leftOut };
}

/**
 * The stages and assignments of a request: its pattern with conditions held against the facts and selectors filled
 * in, gates that the request asks for, and judges who do not work on the task. Pure: the same order gives the same
 * plan with the same ids. The plan has not begun; it is `proposed` when the rules want it shown first.
 */
export function compilePlan(order: PlanOrder, rules: Rules): Plan {
  const pattern = patternFor(order, rules);
  const { drafts, leftOut } = draftsOf(pattern, order, rules);
  const asked = gatesByFacts(drafts, order.facts, rules);
  const isOne = drafts.length === 1;
  const stages = withIntegrationCheck(
    linkStages(
      drafts.map((draft) =>
        toStage(
          draft,
          {
            more: draft.pattern.id === asked.at ? asked.gates : [],
            title: isOne ? order.title : draft.pattern.title,
          },
          rules,
        ),
      ),
      pattern.stages,
    ),
  );
  const { loopGuard, showPlan } = rules.coordination;
  const leads = stages.flatMap(({ assignments }) => assignments).map(({ agent }) => agent);
  const { agents, jobs } = allAgentsOf(stages);
  return {
    pattern: pattern.id,
    state: agents > showPlan.agentsAbove || jobs > showPlan.jobsAbove ? "proposed" : "started",
    ...(leads.includes(order.staff.primary) ? { leader: order.staff.primary } : {}),
    ...(pattern.coordinator === ORCHESTRATOR ? {} : { coordinator: pattern.coordinator }),
    isUnattended: false,
    cadence: [...pattern.cadence],
    limits: {
      ...loopGuard,
      gateAttempts: rules.gates.rework.maxAttempts,
      trigger: rules.gates.rework.trigger,
    },
    hops: [],
    leftOut,
    stages: withSharing(stages, order.facts, rules),
  };
}
