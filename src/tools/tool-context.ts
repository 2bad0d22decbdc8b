import type { AgentTool, ToolOutcome } from "../execution/tool.ts";
import type { AgentRun } from "../execution/agent-runner.ts";
import type { Worktrees } from "../worktrees/worktree.ts";

/** Where a run looks and works. */
export interface ToolPlace {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** Absent while people's own checkout is read, because the task has no worktree. */
  readonly worktree?: { readonly gitDir: string; readonly path: string; readonly base: string };
}

export interface ToolContext {
  readonly run: AgentRun;
  /** Where the run reads: its worktree, else the workspace. */
  place(): Promise<ToolPlace>;
  readonly worktrees: Worktrees;
  readonly maxOutputChars: number;
}

/** What a model got wrong, or what is not possible, in a sentence. */
export function refusal(text: string): ToolOutcome {
  return { text, isError: true };
}

/** A tool whose input type is known where it is made and unknown where it is listed. */
export function toAgentTool<I>(tool: AgentTool<I>): AgentTool {
  return {
    ...tool,
    input: tool.input,
    run: async (input, context) => {
      const parsed = tool.input.safeParse(input);
      if (!parsed.success)
        return refusal(`The arguments do not fit: ${parsed.error.issues[0]?.message ?? ""}`);
      return tool.run(parsed.data, context);
    },
  };
}
