import type { HookHandler } from "../hook-handler.ts";
import { HOOKS_BY_PHASE } from "../hook-id.ts";
import type { HookPorts } from "../hook-ports.ts";
import { createHandoffExecute, createHandoffPrepare } from "./agent-handoff.ts";
import { createBlockerEscalation } from "./blocker-escalation.ts";
import { toBuiltInHandler } from "./built-in.ts";
import { initCollaboration, syncCollaboration } from "./collaboration.ts";
import { createEpicUpdate, createOperationsStory, createStorySync, createTaskCascade } from "./completion.ts";
import { createErrorDetection } from "./error-detection.ts";
import { createGateHook } from "./gate.ts";
import { createIncompleteWork } from "./incomplete-work.ts";
import { createPostTaskCleanup } from "./post-task-cleanup.ts";
import { validateClaim } from "./post-task-validation.ts";
import { createPreTaskSetup } from "./pre-task-setup.ts";
import { createPreTaskValidation } from "./pre-task-validation.ts";
import {
  createCommercialMilestone,
  createPhaseTransition,
  createRebalancing,
  createStatusSync,
} from "./progress.ts";

/** A gate builds and tests a whole workspace. */
const GATE_TIMEOUT_MS = 60 * 60_000;

/** Need nothing but agents and clock. Work cannot begin without its agent, nor change hands half explained. */
function taskHandlers(ports: HookPorts): HookHandler[] {
  const block = { onFailure: "block" } as const;
  const warn = { onFailure: "warn" } as const;
  return [
    toBuiltInHandler("PRE_TASK_SETUP", createPreTaskSetup(ports), block),
    toBuiltInHandler("PRE_TASK_VALIDATION", createPreTaskValidation(ports), warn),
    toBuiltInHandler("POST_TASK_VALIDATION", validateClaim, block),
    toBuiltInHandler("AGENT_HANDOFF_PREPARE", createHandoffPrepare(ports), block),
    toBuiltInHandler("AGENT_HANDOFF_EXECUTE", createHandoffExecute(ports), block),
    toBuiltInHandler("COLLABORATION_INIT", initCollaboration, block),
    toBuiltInHandler("COLLABORATION_SYNC", syncCollaboration, warn),
    ...(ports.errorRules === undefined
      ? []
      : [toBuiltInHandler("ERROR_DETECTION", createErrorDetection({ errorRules: ports.errorRules }), warn)]),
  ];
}

function stateHandlers(ports: HookPorts): HookHandler[] {
  const { proposeRoadmapUpdate } = ports;
  if (proposeRoadmapUpdate === undefined) return [];
  const all = { ...ports, proposeRoadmapUpdate };
  const warn = { onFailure: "warn" } as const;
  return [
    toBuiltInHandler("INCOMPLETE_WORK_DOCUMENTATION", createIncompleteWork(all), warn),
    toBuiltInHandler("SPARC_PHASE_TRANSITION", createPhaseTransition(all), { onFailure: "block" }),
    toBuiltInHandler("COMMERCIAL_MILESTONE", createCommercialMilestone(all), warn),
    toBuiltInHandler("EPIC_COMPLETION_UPDATE", createEpicUpdate(all), warn),
    toBuiltInHandler("STORY_COMPLETION_SYNC", createStorySync(all), warn),
    toBuiltInHandler("PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION", createOperationsStory(all), warn),
    toBuiltInHandler("TASK_COMPLETION_CASCADE", createTaskCascade(all), warn),
    toBuiltInHandler("BACKLOG_PRIORITY_REBALANCING", createRebalancing(all), warn),
    toBuiltInHandler("PROJECT_STATUS_SYNCHRONIZATION", createStatusSync(all), warn),
  ];
}

/** The behaviour that the ports allow, at most one handler a hook. */
export function createBuiltInHandlers(ports: HookPorts): readonly HookHandler[] {
  const { release, escalate, runGate } = ports;
  const gate = { onFailure: "block", timeoutMs: GATE_TIMEOUT_MS, retries: 0 } as const;
  return [
    ...taskHandlers(ports),
    ...stateHandlers(ports),
    ...(release === undefined
      ? []
      : [
          toBuiltInHandler("POST_TASK_CLEANUP", createPostTaskCleanup({ ...ports, release }), {
            onFailure: "warn",
          }),
        ]),
    ...(escalate === undefined
      ? []
      : [
          toBuiltInHandler("BLOCKER_ESCALATION", createBlockerEscalation({ ...ports, escalate }), {
            onFailure: "warn",
          }),
        ]),
    ...(runGate === undefined
      ? []
      : HOOKS_BY_PHASE.gate.map((hook) =>
          toBuiltInHandler(hook, createGateHook(hook, { ...ports, runGate }), gate),
        )),
  ];
}
