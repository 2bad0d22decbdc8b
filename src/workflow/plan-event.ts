import type { GateFindings } from "../gates/gate-findings.ts";
import type { Plan, Stage, StageReport, Task } from "../tasks/task.ts";

/** Who it is said by: a person's name or id, or an agent. */
export type By = string;

/** What may happen to a plan. Rounds tell a late message from one that counts. */
export type PlanEvent =
  | { readonly type: "plan.started"; readonly by?: By }
  | { readonly type: "plan.changed"; readonly plan: Plan; readonly by: By }
  | { readonly type: "assignment.started"; readonly assignment: string; readonly round: number }
  | {
      readonly type: "assignment.finished";
      readonly assignment: string;
      readonly round: number;
      /** Where the result is kept. */
      readonly result: string;
      /** What is to be changed, where the agent asks for that. */
      readonly changes?: string;
    }
  | {
      readonly type: "assignment.failed";
      readonly assignment: string;
      readonly round: number;
      readonly error: PlanError;
    }
  | {
      readonly type: "gate.verdict";
      readonly stage: string;
      readonly round: number;
      readonly verdict: StageVerdict;
    }
  | { readonly type: "stage.approved"; readonly stage: string; readonly by: By }
  | { readonly type: "stage.refused"; readonly stage: string; readonly by: By; readonly reason: string }
  | { readonly type: "stage.retried"; readonly stage: string; readonly by: By }
  | { readonly type: "stage.skipped"; readonly stage: string; readonly by: By; readonly reason: string }
  | {
      readonly type: "assignment.reassigned";
      readonly stage: string;
      readonly to: string;
      /** Whose place it is; absent: the primary's, else the first. */
      readonly from?: string;
      readonly by: By;
    }
  | { readonly type: "task.cancelled"; readonly by: By; readonly reason?: string }
  /** A person says that it is done, whatever its plan has left to do. */
  | { readonly type: "task.finished"; readonly by: By; readonly note?: string };

export interface PlanError {
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  /** What people quote to find the log line. */
  readonly ref: string;
  /** Another attempt might have helped: the task then ends as a dead letter. */
  readonly isRetryable: boolean;
}

/** What hooks and gates found, all together. */
export interface StageVerdict {
  /** ask: a person decides. blocked: a hook whose policy says so stops the task. */
  readonly outcome: "passed" | "ask" | "failed" | "blocked";
  /** A sentence for people: what is wrong, or what is to be decided. */
  readonly note: string;
  readonly reports: readonly StageReport[];
  /** The report card in Markdown, where gates have run. */
  readonly card?: string;
  /** Why the change should be taken back, where a gate says so. */
  readonly rollback?: string;
  /** The reviewer who asked for changes, where one did and no command. */
  readonly refusedBy?: string;
  /** What is remembered of it. */
  readonly findings?: GateFindings;
}

/** An agent job or the job that ends a stage, as its id is made of. */
export type JobPlace =
  | {
      readonly kind: "assignment";
      readonly stage: string;
      readonly assignment: string;
      readonly round: number;
    }
  | { readonly kind: "stage"; readonly stage: string; readonly round: number };

/** What follows from an event; whoever advanced the plan carries it out after the write, which may happen twice. */
export type PlanEffect =
  /** Add the jobs of a whole stage as one flow. */
  | { readonly type: "stage.start"; readonly stage: string }
  /** Add single agent jobs, where a flow does not hold them. */
  | { readonly type: "assignments.start"; readonly stage: string; readonly assignments: readonly string[] }
  /** Add the job that runs hooks and gates, where no flow does. */
  | { readonly type: "stage.finish"; readonly stage: string }
  /** Take waiting jobs back. Those that run are told, and what they still deliver does not count. */
  | { readonly type: "jobs.cancel"; readonly round: number; readonly jobs: readonly JobPlace[] }
  /** An agent of a stage that keeps in step is through; the moment of COLLABORATION_SYNC. */
  | { readonly type: "collaboration.sync"; readonly stage: string; readonly sync: Stage["syncs"][number] }
  /** People are told in the task's thread. */
  | { readonly type: "post"; readonly note: PlanNote }
  /** A limit was reached: somebody above has to look at it. */
  | { readonly type: "escalate"; readonly stage: string; readonly trigger: string; readonly problem: string }
  /** The task has ended, once. */
  | { readonly type: "task.ended"; readonly state: EndState };

/** The reason of whoever stopped a task in passing and gave none. */
export const STOPPED = "stopped";

export type EndState = Extract<Task["state"], "done" | "failed" | "dead" | "cancelled">;

export type PlanNote =
  | { readonly kind: "stage_done"; readonly stage: string }
  | { readonly kind: "approval"; readonly stage: string }
  | {
      readonly kind: "report_card";
      readonly stage: string;
      /** Of the stage when it was judged; by now it may be another one. */
      readonly round: number;
      readonly text: string;
    }
  | {
      readonly kind: "rework";
      readonly stage: string;
      readonly target: string;
      readonly by: string;
      readonly text: string;
    }
  | { readonly kind: "skipped"; readonly stage: string; readonly by: string; readonly text: string }
  | { readonly kind: "reassigned"; readonly stage: string; readonly from: string; readonly to: string };

/** Why an event changed nothing. */
export type Refusal =
  | "task_over"
  | "task_done"
  | "not_proposed"
  | "late"
  | "not_due"
  | "unknown_stage"
  | "unknown_agent"
  | "stage_over"
  | "not_begun"
  | "not_awaiting"
  | "already_there"
  | "judges_own_work"
  | "loop";

export interface Advance {
  readonly task: Task;
  readonly effects: readonly PlanEffect[];
  /** Absent when the event took effect. The task is then the same as before. */
  readonly refused?: Refusal;
}
