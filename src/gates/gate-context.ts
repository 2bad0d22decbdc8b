import type { Clock } from "../clock.ts";
import type { WorkspaceResults } from "../config/workspace-results.ts";
import type { RunProcess } from "../process/run-process.ts";
import type { BenchmarkThresholds } from "./benchmarks/compare-benchmarks.ts";
import type { Baselines } from "./benchmarks/measurement.ts";
import type { Evidence } from "./evidence.ts";

export interface Claim {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** Whose work is judged, and for the how manieth time. */
export interface GateContext {
  readonly taskId: string;
  readonly stageId?: string;
  /** Agents and people that made what is judged; none of them may judge it. */
  readonly authors: readonly string[];
  /** 1 for the first. */
  readonly attempt: number;
  readonly claims?: readonly Claim[];
}

export interface ReviewRequest {
  /** Follows from its cause: the same question asked twice is one question. */
  readonly key: string;
  readonly taskId: string;
  readonly stageId?: string;
  readonly gate: string;
  readonly check: string;
  readonly reviewer: string;
  readonly question: string;
  /** Why a reviewer is asked and no command. */
  readonly why: string;
  readonly attempt: number;
  readonly evidence: readonly Evidence[];
}

export type ReviewAnswer =
  | { readonly kind: "pending" }
  | {
      readonly kind: "approved" | "changes_requested";
      /** Who answered; a person may stand in for the agent. */
      readonly by: string;
      readonly comment: string;
    };

/** Puts a question to a reviewer, or says what was answered when it was put before. */
export type AskReviewer = (request: ReviewRequest, signal?: AbortSignal) => Promise<ReviewAnswer>;

export interface ReportFile {
  readonly text: string;
  readonly modifiedMs: number;
}

export interface GateDeps {
  readonly clock: Clock;
  readonly runProcess: RunProcess;
  /** Where commands run. */
  readonly workspace: string;
  /** For the commands, already scrubbed. */
  readonly env: Readonly<Record<string, string>>;
  /** `workspace.commands` of the configuration. */
  readonly commands: Readonly<Record<string, string | undefined>>;
  readonly results: WorkspaceResults;
  /** Of one command. */
  readonly timeoutMs: number;
  /** A file of the workspace; `undefined` when there is none. */
  readonly readReport?: (path: string) => Promise<ReportFile | undefined>;
  /** What figures are held against; absent where nothing keeps any. */
  readonly baselines?: Baselines;
  readonly thresholds: BenchmarkThresholds;
  /** The name of this machine, for baselines. */
  readonly machine: string;
  readonly askReviewer?: AskReviewer;
  readonly signal?: AbortSignal;
}
