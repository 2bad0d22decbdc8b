import type { AgentCatalogue } from "../agents/agent.ts";
import type { Clock } from "../clock.ts";
import type { GateReport } from "../gates/gate-report.ts";
import type { ErrorRules } from "../orchestration/rules/error-rules.ts";
import type { Severity } from "./events/error.ts";
import type { ParsedHookInput } from "./hook-catalogue.ts";
import { HOOKS_BY_PHASE } from "./hook-id.ts";
import type { RoadmapProposal } from "./roadmap-proposal.ts";

export interface Availability {
  readonly free: boolean;
  /** For people, when it is not: "3 of 3 assignments are running". */
  readonly detail: string;
}

/** A matter that those who have it cannot settle. */
export interface Matter {
  /** Follows from its cause, so that raising it twice is harmless. */
  readonly key: string;
  readonly taskId: string;
  readonly stageId?: string;
  readonly agent?: string;
  readonly problem: string;
  readonly attempts: readonly string[];
  readonly needs: readonly string[];
  readonly openForMs: number;
  readonly severity: Severity;
}

export interface Raised {
  readonly id: string;
  /** Agents or people whom it went to. */
  readonly askedOf: readonly string[];
}

export type GateHook = (typeof HOOKS_BY_PHASE)["gate"][number];

/** Whether a hook, by its name, stands for gates. */
export function isGateHook(hook: string | undefined): hook is GateHook {
  return (HOOKS_BY_PHASE.gate as readonly (string | undefined)[]).includes(hook);
}

/**
 * What built-in behaviour reaches the world through. A port that is left out takes the behaviour that needs it
 * along, and its hooks are then not run.
 */
export interface HookPorts {
  readonly clock: Clock;
  readonly agents: Pick<AgentCatalogue, "get">;
  /** How trouble is told apart, as the rules are now. */
  readonly errorRules?: () => ErrorRules;
  readonly availabilityOf?: (agent: string) => Promise<Availability>;
  /** Why the workspace cannot be read; `undefined` when it can. */
  readonly workspaceProblem?: () => Promise<string | undefined>;
  /** Gives back what a task holds; what it no longer holds is no error. */
  readonly release?: (taskId: string, round: number) => Promise<readonly string[]>;
  readonly escalate?: (matter: Matter) => Promise<Raised>;
  /** Puts a change of the roadmap to a person. Proposing the same id again changes nothing. */
  readonly proposeRoadmapUpdate?: (proposal: RoadmapProposal) => Promise<void>;
  readonly runGate?: (hook: GateHook, input: ParsedHookInput<GateHook>) => Promise<GateReport>;
}
