import { z } from "zod";
import { count, PathInWorkspace, Words } from "./config-parts.ts";

const MINUTE_MS = 60_000;

const VariableName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/u, "write the name of a variable, such as DEPLOY_TOKEN");

/** How one command of the workspace may run. */
export const CommandRule = z.strictObject({
  /** Whether it may reach the network. */
  network: z.boolean().default(false),
  timeoutMs: count(1_000, 120 * MINUTE_MS).default(10 * MINUTE_MS),
  /** Variables that it gets beside the harmless ones. */
  passEnv: z.array(VariableName).default([]),
  /** It changes something outside, such as a deployment: a person approves each run. */
  effect: z.boolean().default(false),
});
export type CommandRule = z.infer<typeof CommandRule>;

export const SandboxConfig = z.strictObject({
  mode: z.enum(["auto", "required", "off"]).default("auto"),
  memoryMb: count(0, 1_048_576).default(4_096),
  fileMb: count(1, 1_048_576).default(2_048),
});

export const WorktreesConfig = z.strictObject({
  /** After its task has ended. */
  keepMinutes: count(0, 525_600).default(60),
  expireDays: count(1, 365).default(14),
  patchDays: count(1, 3_650).default(30),
  /** Ignored folders of the checkout that worktrees see, such as `node_modules`. */
  share: z.array(PathInWorkspace).default([]),
});

export const ToolsConfig = z.strictObject({
  maxOutputChars: count(500, 200_000).default(12_000),
  semantic: z
    .strictObject({
      enabled: z.boolean().default(true),
      maxPassages: count(100, 50_000).default(4_000),
      budgetMs: count(100, 10 * MINUTE_MS).default(20_000),
    })
    .prefault({}),
});

export const EffectsConfig = z.strictObject({
  /** A proposal that nobody decided on expires. */
  expireMinutes: count(1, 43_200).default(1_440),
  /** What one run costs, in `models.currency`, by the name of a command or of an effect's tool. */
  costs: z.record(Words, z.number().nonnegative()).default({}),
});

export const GithubConfig = z.strictObject({
  /** `owner/name`; absent: no tools of GitHub. */
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/u, "write owner/name")
    .optional(),
  /** The branch that pull requests go to. */
  baseBranch: Words.default("main"),
});

const McpTool = z.strictObject({
  class: z.enum(["read", "write", "effect"]).default("effect"),
  /** Ids of agents that may use it; `"*"` is all. */
  agents: z.array(Words).default(["*"]),
});

function hasOneWay(server: unknown): boolean {
  if (typeof server !== "object" || server === null) return true;
  return "command" in server !== "url" in server;
}

export const McpServer = z
  .strictObject({
    /** Program and arguments; speaks over its standard streams. */
    command: z.array(z.string()).min(1).optional(),
    url: z
      .string()
      .refine((text) => URL.canParse(text) && /^https?:\/\//u.test(text), {
        error: "is not an http(s) address.",
      })
      .optional(),
    /** Variables that the program gets, or whose value goes as a bearer token to the address. */
    passEnv: z.array(VariableName).default([]),
    tokenEnv: VariableName.optional(),
    timeoutMs: count(100, 30 * MINUTE_MS).default(60_000),
    /** What may be used of it; everything else is refused. */
    tools: z.record(z.string(), McpTool).default({}),
  })
  .refine(hasOneWay, {
    when: () => true,
    error: "names no way to reach it, or two.",
    params: { remedy: "Give it one of command and url." },
  });
export type McpServer = z.infer<typeof McpServer>;

export const McpServers = z.record(
  z.string().regex(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/u, "small letters, digits and single _"),
  McpServer,
);
