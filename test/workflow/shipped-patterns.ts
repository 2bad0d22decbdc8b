import { compilePlan } from "../../src/orchestration/compile-plan.ts";
import type { PlanOrder } from "../../src/orchestration/compile-plan.ts";
import type { RequestFacts } from "../../src/orchestration/rules/condition.ts";
import type { Plan } from "../../src/tasks/task.ts";
import { isTerminal } from "../../src/tasks/task.ts";
import { settlePlan } from "../../src/workflow/settle-plan.ts";
import { dueAssignments, isStageOver } from "../../src/workflow/stage-state.ts";
import { shipped } from "../orchestration/shipped.ts";
import { aTask } from "../store-contract/samples.ts";
import { follow } from "./plan-kit.ts";

type Facts = Partial<RequestFacts>;

const COMMERCIAL = {
  flags: ["user_facing"],
  complexity: "medium",
  requestType: "api_development",
  domains: ["api_development_specialist"],
} as const;

/** For each shipped pattern a request that the rules choose it for. */
export const REQUESTS = {
  emergency_response: { flags: ["emergency"] },
  critical_infrastructure_change: { flags: ["core_change"], complexity: "high" },
  commercial_feature_development: COMMERCIAL,
  cross_domain_development: {
    flags: ["cross_cutting", "user_facing"],
    complexity: "medium",
    domains: ["code", "debug"],
  },
  review_and_validation_cascade: { complexity: "critical" },
  collaborative_joint_ownership: { flags: ["performance_critical"], complexity: "medium" },
  parallel_with_sync_points: {
    complexity: "medium",
    domains: ["code", "debug", "error_handling_specialist"],
  },
  sequential_with_handoffs: { complexity: "medium" },
} as const satisfies Record<string, Facts>;

export type PatternId = keyof typeof REQUESTS;

/** The plan for such a request, led by `code` with two helpers, as the shipped rules make it. */
export function planOf(pattern: PatternId, more: Facts = {}, staff: Partial<PlanOrder["staff"]> = {}): Plan {
  const facts: RequestFacts = {
    requestType: "code_implementation",
    complexity: "simple",
    flags: [],
    domains: ["code"],
    ...REQUESTS[pattern],
    ...more,
  };
  const helpers = ["debug", "error_handling_specialist"];
  return compilePlan(
    {
      facts,
      staff: {
        primary: "code",
        why: "leads",
        isChosen: false,
        support: helpers.map((agent) => ({ agent, reason: "helps" })),
        owners: [],
        reviewers: [],
        ...staff,
      },
      title: "Code",
    },
    shipped.playbook,
  );
}

/** What was seen of a stage while its plan went on. */
export interface Seen {
  /** Stages that were over when it began. */
  readonly after: readonly string[];
  /** "agent role", in the order in which they came to work. */
  readonly agents: readonly string[];
  /** Whether agents had to wait for one another. */
  readonly turns: boolean;
}

/**
 * Lets a plan begin and everybody do their work, with every question answered with yes and every gate passed, but for
 * the first attempt of one stage.
 */
export function playThrough(plan: Plan, failing?: string) {
  const run = follow(settlePlan(aTask("T1", { plan: { ...plan, state: "started" } })).task);
  const seen = new Map<string, Seen>();

  function note(): void {
    const over = run
      .task()
      .plan.stages.filter(isStageOver)
      .map(({ id }) => id);
    for (const stage of run.task().plan.stages) {
      const due = dueAssignments(stage);
      if (due.length === 0) continue;
      const before = seen.get(stage.id);
      const agents = due.map(({ agent, role }) => `${agent} ${role}`);
      seen.set(stage.id, {
        after: before?.after ?? over,
        agents: [...new Set([...(before?.agents ?? []), ...agents])],
        turns: before?.turns ?? due.length < stage.assignments.length,
      });
    }
  }

  for (let step = 0; !isTerminal(run.task().state) && step < 100; step += 1) {
    note();
    const { stages } = run.task().plan;
    const due = stages.flatMap(dueAssignments)[0];
    if (due !== undefined) {
      run.work(due.id);
      continue;
    }
    const gating = stages.find(({ state }) => state === "gating");
    if (gating !== undefined)
      run.judge(gating.id, gating.id === failing && gating.failedGates === 0 ? "failed" : "passed");
    const asking = stages.find(({ state }) => state === "awaiting_approval");
    if (asking !== undefined) run.happen({ type: "stage.approved", stage: asking.id, by: "Ada" });
  }
  return { ...run, seen };
}
