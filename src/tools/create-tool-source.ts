import type { Clock } from "../clock.ts";
import type { AgentRun } from "../execution/agent-runner.ts";
import type { AgentTool, OpenTools, ToolSource } from "../execution/tool.ts";
import type { WorkspaceSearch } from "../workspace/workspace-search.ts";
import type { Git } from "../worktrees/git.ts";
import type { Worktrees } from "../worktrees/worktree.ts";
import {
  githubBranchTool,
  githubChecksTool,
  githubCommentTool,
  githubPullRequestTool,
  gitBranchTool,
  proposeCommand,
} from "./effect-tools.ts";
import type { EffectTools } from "./effect-tools.ts";
import { gitBlameTool, gitDiffTool, gitLogTool } from "./git-tools.ts";
import { mcpAgentTools } from "./mcp-agent-tools.ts";
import type { McpTools } from "./mcp.ts";
import { listFilesTool, readFileTool } from "./read-tools.ts";
import { runCommandTool } from "./run-command-tool.ts";
import type { CommandTools } from "./run-command-tool.ts";
import { searchSemanticTool, searchTextTool } from "./search-tools.ts";
import type { SemanticSearch } from "./semantic-search.ts";
import type { ToolContext, ToolPlace } from "./tool-context.ts";
import { applyPatchTool, editFileTool, writeFileTool } from "./write-tools.ts";

export interface ToolSourceDeps {
  readonly clock: Clock;
  /** People's checkout: read where a task has no worktree, never written. */
  readonly workspace: string;
  readonly worktrees: Worktrees;
  readonly git: Git;
  readonly searchIn: (root: string) => WorkspaceSearch;
  /** Absent: switched off. */
  readonly semantic?: SemanticSearch;
  readonly commands: CommandTools;
  readonly effects: EffectTools;
  readonly mcp: McpTools;
  readonly maxOutputChars: number;
}

type Make = (context: ToolContext, deps: ToolSourceDeps) => AgentTool | undefined;

/** Every tool that comes with Switchyard, by the name that agent files use. */
export const BUILT_IN: Readonly<Record<string, Make>> = {
  list_files: (context) => listFilesTool(context),
  read_file: (context) => readFileTool(context),
  search_text: (context, { searchIn }) => searchTextTool(context, searchIn),
  search_semantic: (context, { semantic }) =>
    semantic === undefined ? undefined : searchSemanticTool(context, semantic),
  git_log: (context, { git }) => gitLogTool(context, git),
  git_blame: (context, { git }) => gitBlameTool(context, git),
  git_diff: (context, { git }) => gitDiffTool(context, git),
  run_command: (context, { commands, effects }) =>
    runCommandTool(context, commands, async (name) =>
      proposeCommand(name, context, { ...effects, ...commands }),
    ),
  apply_patch: (context) => applyPatchTool(context),
  edit_file: (context) => editFileTool(context),
  write_file: (context) => writeFileTool(context),
  git_branch: (context, { effects }) => gitBranchTool(context, effects),
  github_branch: (context, { effects }) =>
    effects.host === undefined ? undefined : githubBranchTool(context, effects.host, effects),
  github_pull_request: (context, { effects }) =>
    effects.host === undefined ? undefined : githubPullRequestTool(context, effects.host, effects),
  github_comment: (context, { effects }) =>
    effects.host === undefined ? undefined : githubCommentTool(context, effects.host, effects),
  github_checks: (context, { effects }) =>
    effects.host === undefined ? undefined : githubChecksTool(context, effects.host),
};

/** Changes files or asks for effects; whoever judges work does neither. */
const FOR_WORKERS = new Set(["apply_patch", "edit_file", "write_file"]);

function isJudge({ assignment }: AgentRun): boolean {
  return assignment.role === "reviewer" || assignment.role === "gate";
}

function contextOf(run: AgentRun, deps: ToolSourceDeps): ToolContext {
  const { worktrees, workspace, maxOutputChars } = deps;
  const writes = run.agent.tools.some((name) => FOR_WORKERS.has(name) || name === "run_command");

  async function place(): Promise<ToolPlace> {
    // Whoever may change something reads what it will change, so that its patches fit.
    const worktree =
      (await worktrees.find(run.task.id)) ??
      (writes && (await worktrees.isRepository()) ? await worktrees.open(run.task.id) : undefined);
    return worktree === undefined ? { root: workspace } : { root: worktree.root, worktree };
  }
  return { run, place, worktrees, maxOutputChars };
}

/**
 * The tools of a run: those that the agent's file allows, as far as this installation has them. Where the workspace is
 * no repository only what reads is left.
 */
export function createToolSource(deps: ToolSourceDeps): ToolSource {
  return {
    async open(run): Promise<OpenTools> {
      const context = contextOf(run, deps);
      const judges = isJudge(run);
      const isRepository = await deps.worktrees.isRepository();
      const allowed = run.agent.tools.filter((name) => !(judges && FOR_WORKERS.has(name)));
      const built = [...new Set(allowed)].flatMap((name) => {
        const make = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
        return make?.(context, deps) ?? [];
      });
      const all = [...built, ...(await mcpAgentTools(context, deps.mcp, deps.effects))];
      const tools = all.filter((tool) => {
        if (judges && tool.class === "effect") return false;
        return isRepository || tool.class === "read" || tool.name.includes("__");
      });
      const changes = async (): Promise<string> => {
        const worktree = await deps.worktrees.find(run.task.id);
        return worktree === undefined ? "" : deps.worktrees.diff(run.task.id);
      };
      return { tools, changes, close: async () => undefined };
    },
  };
}
