import type { z } from "zod";
import { PostTaskCleanup, PostTaskValidation } from "./events/after-task.ts";
import { PreTaskSetup, PreTaskValidation } from "./events/before-task.ts";
import { CollaborationInit, CollaborationSync } from "./events/collaboration.ts";
import { BlockerEscalation, ErrorDetection, IncompleteWorkDocumentation } from "./events/error.ts";
import { GateEvent } from "./events/gate.ts";
import { AgentHandoffExecute, AgentHandoffPrepare } from "./events/handoff.ts";
import {
  BacklogPriorityRebalancing,
  CommercialMilestone,
  EpicCompletionUpdate,
  ProductionOperationsStoryCompletion,
  ProjectStatusSynchronization,
  SparcPhaseTransition,
  StoryCompletionSync,
  TaskCompletionCascade,
} from "./events/state-change.ts";
import type { HookId } from "./hook-id.ts";

interface HookEvent {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** What each hook is given and what its built-in behaviour gives back. */
export const hookCatalogue = {
  PRE_TASK_SETUP: PreTaskSetup,
  PRE_TASK_VALIDATION: PreTaskValidation,
  POST_TASK_VALIDATION: PostTaskValidation,
  POST_TASK_CLEANUP: PostTaskCleanup,
  AGENT_HANDOFF_PREPARE: AgentHandoffPrepare,
  AGENT_HANDOFF_EXECUTE: AgentHandoffExecute,
  COLLABORATION_INIT: CollaborationInit,
  COLLABORATION_SYNC: CollaborationSync,
  CODE_QUALITY_GATE: GateEvent,
  INTEGRATION_QUALITY_GATE: GateEvent,
  TRUTH_VALIDATION_CHECK: GateEvent,
  CUSTOMER_READINESS_VALIDATION: GateEvent,
  COMMERCIAL_PERFORMANCE_VALIDATION: GateEvent,
  ERROR_DETECTION: ErrorDetection,
  BLOCKER_ESCALATION: BlockerEscalation,
  INCOMPLETE_WORK_DOCUMENTATION: IncompleteWorkDocumentation,
  SPARC_PHASE_TRANSITION: SparcPhaseTransition,
  COMMERCIAL_MILESTONE: CommercialMilestone,
  EPIC_COMPLETION_UPDATE: EpicCompletionUpdate,
  STORY_COMPLETION_SYNC: StoryCompletionSync,
  PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION: ProductionOperationsStoryCompletion,
  TASK_COMPLETION_CASCADE: TaskCompletionCascade,
  BACKLOG_PRIORITY_REBALANCING: BacklogPriorityRebalancing,
  PROJECT_STATUS_SYNCHRONIZATION: ProjectStatusSynchronization,
} satisfies Record<HookId, HookEvent>;

type Catalogue = typeof hookCatalogue;
/** As a caller writes it: fields with a default may be left out. */
export type HookInput<Id extends HookId> = z.input<Catalogue[Id]["input"]>;
/** As a handler gets it. */
export type ParsedHookInput<Id extends HookId> = z.output<Catalogue[Id]["input"]>;
export type HookOutput<Id extends HookId> = z.output<Catalogue[Id]["output"]>;
