import { MultiServerMCPClient } from "@langchain/mcp-adapters";
import type { Connection } from "@langchain/mcp-adapters";
import { z } from "zod";
import type { McpServer } from "../../src/config/tools-config.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { McpTool, McpTools } from "../../src/tools/mcp.ts";
import { scrubEnvironment } from "../../src/process/scrub-environment.ts";

export interface McpOptions {
  readonly servers: Readonly<Record<string, McpServer>>;
  /** All variables of this process; each server gets the harmless ones and those that it names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

function connectionOf(server: McpServer, { env }: McpOptions): Connection {
  const [program, ...args] = server.command ?? [];
  if (program !== undefined) {
    return {
      transport: "stdio",
      command: program,
      args,
      env: scrubEnvironment(env, server.passEnv),
      stderr: "ignore",
      defaultToolTimeout: server.timeoutMs,
    };
  }
  const token = server.tokenEnv === undefined ? undefined : env[server.tokenEnv];
  return {
    transport: "http",
    url: server.url ?? "",
    automaticSSEFallback: false,
    defaultToolTimeout: server.timeoutMs,
    ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
  };
}

const Arguments = z.record(z.string(), z.unknown());

/** The schema that the server gives; one that is beyond us lets any arguments through to the server, which checks them. */
function inputOf(schema: unknown): z.ZodType<Readonly<Record<string, unknown>>> {
  const parsed = z.record(z.string(), z.json()).safeParse(schema);
  if (!parsed.success) return Arguments;
  try {
    const made = z.fromJSONSchema(parsed.data);
    return made instanceof z.ZodObject ? made : Arguments;
  } catch {
    return Arguments;
  }
}

type Loaded = Awaited<ReturnType<MultiServerMCPClient["getTools"]>>[number];

function textOf(answer: unknown): string {
  return typeof answer === "string" ? answer : JSON.stringify(answer);
}

function toTool(name: string, server: McpServer, loaded: Loaded): McpTool | undefined {
  const rule = Object.hasOwn(server.tools, loaded.name) ? server.tools[loaded.name] : undefined;
  if (rule === undefined) return undefined;
  return {
    name: `${name}__${loaded.name}`,
    server: name,
    description: loaded.description,
    class: rule.class,
    agents: rule.agents,
    input: inputOf(loaded.schema),
    async call(args, signal) {
      try {
        return textOf(await loaded.invoke({ ...args }, { signal, timeout: server.timeoutMs }));
      } catch (error) {
        throw new BotError("mcp.failed", `${name} says: ${messageOf(error)}`, {
          cause: error,
          retryable: true,
        });
      }
    },
  };
}

/**
 * The tools of the configured MCP servers, those that the configuration lists and no other. A server that cannot be
 * reached is tried again by the next who asks.
 */
export function openMcpTools(options: McpOptions): McpTools {
  const clients = new Map<string, MultiServerMCPClient>();
  const known = new Map<string, readonly McpTool[]>();

  async function load(name: string, server: McpServer): Promise<readonly McpTool[]> {
    const found = known.get(name);
    if (found !== undefined) return found;
    const client =
      clients.get(name) ??
      new MultiServerMCPClient({
        mcpServers: { [name]: connectionOf(server, options) },
        prefixToolNameWithServerName: false,
        throwOnLoadError: true,
        useStandardContentBlocks: false,
      });
    clients.set(name, client);
    try {
      const tools = (await client.getTools()).flatMap((each) => toTool(name, server, each) ?? []);
      known.set(name, tools);
      return tools;
    } catch (error) {
      clients.delete(name);
      await client.close().catch(() => undefined);
      options.log.warn({ server: name, error: messageOf(error) }, "an MCP server cannot be used");
      return [];
    }
  }

  return {
    async list() {
      const all = await Promise.all(
        Object.entries(options.servers).map(async ([name, server]) => load(name, server)),
      );
      return all.flat();
    },
    async close() {
      await Promise.all([...clients.values()].map(async (client) => client.close().catch(() => undefined)));
    },
  };
}
