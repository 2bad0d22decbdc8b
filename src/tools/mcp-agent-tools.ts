import type { EffectKind } from "../effects/effect-kind.ts";
import type { ProposeDeps } from "../effects/propose-effect.ts";
import { BotError, messageOf } from "../errors.ts";
import type { AgentTool } from "../execution/tool.ts";
import { propose } from "./effect-tools.ts";
import { limitOutput } from "./limit-output.ts";
import type { McpTool, McpTools } from "./mcp.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";

function mayUse({ agents }: McpTool, agent: string): boolean {
  return agents.includes("*") || agents.includes(agent);
}

/** The tools of MCP servers that this run's agent may use; those with an effect are proposed to people. */
export async function mcpAgentTools(
  context: ToolContext,
  mcp: McpTools,
  deps: ProposeDeps,
): Promise<AgentTool[]> {
  const all = await mcp.list();
  return all
    .filter((tool) => mayUse(tool, context.run.agent.id))
    .map((tool) =>
      toAgentTool({
        name: tool.name,
        description: tool.description,
        class: tool.class,
        input: tool.input,
        async run(args, { signal }) {
          if (tool.class === "effect")
            return propose({ tool: tool.name, args, title: `call ${tool.name}` }, context, deps);
          try {
            return {
              text: limitOutput(await tool.call(args, signal), context.maxOutputChars),
              step: `called ${tool.name}`,
            };
          } catch (error) {
            return refusal(limitOutput(messageOf(error), 1_000));
          }
        },
      }),
    );
}

const LIMIT_MS = 5 * 60_000;

/** How the effects of one MCP tool are carried out; what it does out there leaves no mark that could be looked for. */
export function mcpEffect(name: string, mcp: McpTools): EffectKind {
  return {
    tool: name,
    limitMs: LIMIT_MS,
    async perform({ args }, signal) {
      const tool = (await mcp.list()).find((each) => each.name === name);
      if (tool === undefined)
        throw new BotError("effect.failed", `\`${name}\` cannot be reached. Nothing was done.`);
      return { text: limitOutput(await tool.call(args, signal), 1_500) };
    },
    findTrace: async () => ({ kind: "unknown" }),
  };
}
