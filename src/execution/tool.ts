import type { z } from "zod";
import type { Evidence } from "../gates/evidence.ts";
import type { AgentRun } from "./agent-runner.ts";

/**
 * read: looks only. write: changes the task's own worktree and nothing else. effect: reaches beyond it (a push, a
 * pull request, a post elsewhere, money); it is proposed to a person and never carried out while the agent works.
 */
export type ToolClass = "read" | "write" | "effect";

/** What came of one call. */
export interface ToolOutcome {
  /** For the model; it is cut to the configured length, fenced and labelled as data by whoever hands it on. */
  readonly text: string;
  /** The call did not do what was asked; `text` says why and what to do instead. */
  readonly isError?: boolean;
  /** What can be looked at or run again: it goes into the result, for hooks and gates. */
  readonly evidence?: readonly Evidence[];
  /** A few words for people, such as `ran test: failed 2`. Default: the tool's name and its shortest argument. */
  readonly step?: string;
  /** Files that it changed, relative to the worktree. */
  readonly changed?: readonly string[];
}

/**
 * Something that an agent can do by asking for it. The input is checked before `run`. What a model can get wrong is an
 * outcome with `isError`; a rejection ends the run. `run` stops soon after its signal fires. An effect tool records a
 * proposal and returns at once with a text that says that a person decides.
 */
export interface AgentTool<I = unknown> {
  /** Small letters, digits and _, at most 64 characters; unique in a run. */
  readonly name: string;
  /** One or two sentences for the model: what it does and when to use it. */
  readonly description: string;
  readonly class: ToolClass;
  readonly input: z.ZodType<I>;
  run(input: I, context: { readonly signal: AbortSignal }): Promise<ToolOutcome>;
}

/** The tools of one run, and what must be cleaned up after it. */
export interface OpenTools {
  readonly tools: readonly AgentTool[];
  /** What the task has changed so far, as a unified diff; empty when nothing is, absent where nothing can be. */
  changes?(): Promise<string>;
  /** Called once when the run is over, however it ended. */
  close(): Promise<void>;
}

/** Where a run's tools come from: those that the agent's file allows and the configuration offers. */
export interface ToolSource {
  open(run: AgentRun): Promise<OpenTools>;
}
