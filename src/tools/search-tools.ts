import { z } from "zod";
import type { AgentTool } from "../execution/tool.ts";
import type { Passage, WorkspaceSearch } from "../workspace/workspace-search.ts";
import { limitOutput } from "./limit-output.ts";
import type { SemanticSearch } from "./semantic-search.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";

const Query = z.strictObject({
  query: z.string().min(1).max(2_000).describe("a question, words, an identifier or a pasted error"),
  limit: z.int().min(1).max(20).default(6),
});

function render(passages: readonly Passage[]): string {
  return passages
    .map(({ path, startLine, endLine, excerpt }) => `${path}:${startLine}-${endLine}\n${excerpt}`)
    .join("\n\n");
}

/** Words in the workspace. */
export function searchTextTool(context: ToolContext, searchIn: (root: string) => WorkspaceSearch): AgentTool {
  return toAgentTool({
    name: "search_text",
    description:
      "Full-text search in the workspace: the passages that fit words, identifiers or an error best.",
    class: "read",
    input: Query,
    async run({ query, limit }) {
      const { root } = await context.place();
      const passages = await searchIn(root).search(query, limit);
      if (passages.length === 0) return { text: "Nothing fits.", step: "searched, nothing fits" };
      return {
        text: limitOutput(render(passages), context.maxOutputChars),
        step: `searched for ${query.slice(0, 40)}`,
      };
    },
  });
}

/** Meaning in the workspace. */
export function searchSemanticTool(context: ToolContext, search: SemanticSearch): AgentTool {
  return toAgentTool({
    name: "search_semantic",
    description: "Search by meaning: passages that are about the same thing, although the words are others.",
    class: "read",
    input: Query,
    async run({ query, limit }, { signal }) {
      const { root } = await context.place();
      const found = await search.search(root, { query, limit, signal });
      if (found.problem !== undefined) return refusal(`${found.problem} Use \`search_text\`.`);
      const note = found.note === undefined ? "" : `\n\n[${found.note}]`;
      return {
        text: limitOutput(`${render(found.passages) || "Nothing fits."}${note}`, context.maxOutputChars),
        step: `searched by meaning for ${query.slice(0, 40)}`,
      };
    },
  });
}
