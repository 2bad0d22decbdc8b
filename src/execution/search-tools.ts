import { z } from "zod";
import type { Task } from "../tasks/task.ts";
import type { WorkspaceSearch } from "../workspace/workspace-search.ts";
import type { RelatedTask } from "./find-related-tasks.ts";
import type { AgentTool, ToolSource } from "./tool.ts";

export interface SearchToolDeps {
  readonly search: WorkspaceSearch;
  readonly relatedTasks: (task: Task) => Promise<readonly RelatedTask[]>;
}

const PASSAGES = 6;

const Query = z.object({
  query: z.string().trim().min(1).max(400).describe("Words, names or a pasted error to look for."),
});

function searchTool({ search }: SearchToolDeps): AgentTool<z.infer<typeof Query>> {
  return {
    name: "search_workspace",
    description: "Finds the places in the workspace that fit a query best, with their lines.",
    class: "read",
    input: Query,
    async run({ query }) {
      const found = await search.search(query, PASSAGES);
      const { problem } = await search.state();
      const text = found
        .map(({ path, startLine, endLine, excerpt }) => `${path}:${startLine}-${endLine}\n${excerpt}`)
        .join("\n\n");
      const step = `searched for ${query}: ${found.length} found`;
      if (problem !== undefined) return { text: problem, isError: true, step };
      return { text: text === "" ? "Nothing found. Try other words." : text, step };
    },
  };
}

function tasksTool(task: Task, { relatedTasks }: SearchToolDeps): AgentTool<Record<string, never>> {
  return {
    name: "related_tasks",
    description: "Lists earlier tasks that were about the same as this one.",
    class: "read",
    input: z.object({}),
    async run() {
      const found = await relatedTasks(task);
      const lines = found.map(({ id, state, title }) => `${id} (${state}): ${title}`);
      const step = `looked for earlier tasks: ${lines.length} found`;
      return { text: lines.length === 0 ? "There are none." : lines.join("\n"), step };
    },
  };
}

/** Tools that every agent has, whatever its file says: they look at what any brief would show as well. */
export function createSearchTools(deps: SearchToolDeps): ToolSource {
  return {
    async open({ task }) {
      return { tools: [searchTool(deps), tasksTool(task, deps)], close: async () => undefined };
    },
  };
}
