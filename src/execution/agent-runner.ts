import type { Agent } from "../agents/agent.ts";
import type { HandoffPackage } from "../hooks/handoff-package.ts";
import type { AgentResult, Assignment, Task } from "../tasks/task.ts";
import type { FollowUp } from "./follow-up.ts";
import type { ProgressUpdate } from "./progress/progress-update.ts";

/** What an agent starts with: the work of one who was there before. */
export interface ReceivedWork {
  readonly from: string;
  /** Title of the stage that it was done in. */
  readonly stage: string;
  readonly summary: string;
  /** What is to be changed, where the other asked for that. */
  readonly changes?: string;
  /** Checked; absent where the stage hands nothing over in writing, and where an agent goes on with its own work. */
  readonly package?: HandoffPackage;
}

export interface AgentRun {
  readonly task: Task;
  readonly assignment: Assignment;
  readonly agent: Agent;
  /** From the stages and agents before, oldest first. */
  readonly received: readonly ReceivedWork[];
  /** Fires when the worker shuts down or the task is cancelled; stop soon after. */
  readonly signal: AbortSignal;
  /** Shows people what is going on. Never rejects, and costs nothing where nobody looks. */
  readonly progress: (update: ProgressUpdate) => void;
  /** All that people wrote in the task's thread so far, oldest first. */
  readonly followUps: () => Promise<readonly FollowUp[]>;
}

/**
 * Carries out one assignment. Running it twice must be harmless: whatever it does outside its return value is
 * idempotent. Rejects with a `BotError`; `retryable: false` ends the assignment at once.
 */
export interface AgentRunner {
  readonly name: string;
  run(run: AgentRun): Promise<AgentResult>;
}
