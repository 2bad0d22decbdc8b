import type { Agent } from "../agents/agent.ts";
import type { AgentResult, Assignment, Task } from "../tasks/task.ts";

export interface AgentRun {
  readonly task: Task;
  readonly assignment: Assignment;
  readonly agent: Agent;
  /** Fires when the worker shuts down or the task is cancelled; stop soon after. */
  readonly signal: AbortSignal;
}

/**
 * Carries out one assignment. Running it twice must be harmless: whatever it does outside its return value is
 * idempotent. Rejects with a `BotError`; `retryable: false` ends the assignment at once.
 */
export interface AgentRunner {
  readonly name: string;
  run(run: AgentRun): Promise<AgentResult>;
}
