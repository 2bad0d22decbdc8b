import type { z } from "zod";
import { AnalysisRules } from "./analysis-rules.ts";
import { CadenceRules } from "./cadence-rules.ts";
import { ChecklistRules } from "./checklist-rules.ts";
import { ClaimRules } from "./claim-rules.ts";
import { ComplexityRoutingRules } from "./complexity-routing-rules.ts";
import { ContingencyRules } from "./contingency-rules.ts";
import { CoordinationRules } from "./coordination-rules.ts";
import { DecisionTreeRules } from "./decision-tree-rules.ts";
import { ErrorRules } from "./error-rules.ts";
import { EscalationRules } from "./escalation-rules.ts";
import { GateRules } from "./gate-rules.ts";
import { HookFlowRules } from "./hook-flow-rules.ts";
import { IntersectionRules } from "./intersection-rules.ts";
import { KpiRules } from "./kpi-rules.ts";
import { PatternRules } from "./pattern-rules.ts";
import { RequestRules } from "./request-rules.ts";
import { RiskRules } from "./risk-rules.ts";
import { SkillRules } from "./skill-rules.ts";
import { TriggerRules } from "./trigger-rules.ts";
import { WorkloadRules } from "./workload-rules.ts";

/** Every file of `agent-config/rules/`, by the name that code knows its contents by. */
export const RULE_FILES = {
  analysis: { file: "analysis.yaml", schema: AnalysisRules },
  requests: { file: "request-handling.yaml", schema: RequestRules },
  decisionTree: { file: "decision-tree.yaml", schema: DecisionTreeRules },
  intersections: { file: "intersections.yaml", schema: IntersectionRules },
  skills: { file: "skills.yaml", schema: SkillRules },
  complexityRouting: { file: "complexity-routing.yaml", schema: ComplexityRoutingRules },
  coordination: { file: "coordination.yaml", schema: CoordinationRules },
  patterns: { file: "patterns.yaml", schema: PatternRules },
  workload: { file: "workload.yaml", schema: WorkloadRules },
  triggers: { file: "triggers.yaml", schema: TriggerRules },
  gates: { file: "gates.yaml", schema: GateRules },
  hookFlow: { file: "hook-flow.yaml", schema: HookFlowRules },
  errors: { file: "errors.yaml", schema: ErrorRules },
  escalation: { file: "escalation.yaml", schema: EscalationRules },
  risks: { file: "risks.yaml", schema: RiskRules },
  contingency: { file: "contingency.yaml", schema: ContingencyRules },
  claims: { file: "claims.yaml", schema: ClaimRules },
  kpis: { file: "kpis.yaml", schema: KpiRules },
  checklists: { file: "checklists.yaml", schema: ChecklistRules },
  cadence: { file: "cadence.yaml", schema: CadenceRules },
} as const;

export type PlaybookPart = keyof typeof RULE_FILES;

/** All rule files together, checked; the rules of orchestrator.md are `Rules`. */
export type Playbook = { readonly [Part in PlaybookPart]: z.infer<(typeof RULE_FILES)[Part]["schema"]> };
