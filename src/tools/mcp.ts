import type { z } from "zod";
import type { ToolClass } from "../execution/tool.ts";

/** A tool of a configured MCP server that may be used. */
export interface McpTool {
  /** `server__tool`. */
  readonly name: string;
  readonly server: string;
  readonly description: string;
  readonly class: ToolClass;
  /** Ids of agents; `"*"` is all. */
  readonly agents: readonly string[];
  readonly input: z.ZodType<Readonly<Record<string, unknown>>>;
  /** The answer as text. Rejects with `mcp.failed`. */
  call(args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<string>;
}

/** The MCP servers of the configuration, connected when they are first needed. */
export interface McpTools {
  /** A server that cannot be reached has none, and the log says so. Never rejects. */
  list(): Promise<readonly McpTool[]>;
  close(): Promise<void>;
}

export const noMcpTools: McpTools = { list: async () => [], close: async () => undefined };
