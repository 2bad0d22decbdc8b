import type { AgentResult, Stage, Task } from "../tasks/task.ts";
import type { StageVerdict } from "./plan-event.ts";

export interface StageJudgement {
  readonly task: Task;
  readonly stage: Stage;
  /** Of the whole task, by where they are kept. */
  readonly results: ReadonlyMap<string, AgentResult>;
  /** 1 for the first time that the stage is judged. */
  readonly attempt: number;
  /** Fires when the worker shuts down. */
  readonly signal: AbortSignal;
}

/**
 * Hooks and gates of a stage, all together. May run twice for one stage and attempt, and then says the same. Rejects
 * when it could not be found out; what was found out is a verdict.
 */
export interface StageChecks {
  judge(judgement: StageJudgement): Promise<StageVerdict>;
}
