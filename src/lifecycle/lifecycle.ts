import type { ReceivedWork } from "../execution/agent-runner.ts";
import type { AgentResult, Assignment, Stage, Task } from "../tasks/task.ts";
import type { MomentRecord } from "./record.ts";

/** The assignment whose turn it is. */
export interface Turn {
  readonly task: Task;
  readonly stage: Stage;
  readonly assignment: Assignment;
}

export interface Trouble {
  /** blocker: a hook stopped it; other: the agent failed. */
  readonly kind: "blocker" | "other";
  readonly code: string;
  /** For people. */
  readonly message: string;
  readonly isRetryable: boolean;
}

/**
 * The hooks around the work of one agent, as the rules order them. Each call may be made again for the same turn and
 * then has the same keys; what it returns belongs into the caller's next write. Never rejects because of a hook.
 */
export interface Lifecycle {
  before(turn: Turn, received: readonly ReceivedWork[]): Promise<MomentRecord>;
  after(
    turn: Turn,
    work: { readonly result: AgentResult; readonly startedMs: number },
  ): Promise<MomentRecord>;
  /** An assignment failed for good: what kind of trouble it is, and, where it says so, somebody above is told. */
  failed(turn: Turn, trouble: Trouble): Promise<MomentRecord>;
}
