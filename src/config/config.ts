import { z } from "zod";
import { Budgets } from "./budgets-config.ts";
import { CalendarConfig } from "./calendar-config.ts";
import { checkReferences } from "./check-references.ts";
import { HookEntry } from "./hooks-config.ts";
import { EscalationConfig } from "./escalation-config.ts";
import { Learning } from "./learning-config.ts";
import {
  CommandRule,
  EffectsConfig,
  GithubConfig,
  McpServers,
  SandboxConfig,
  ToolsConfig,
  WorktreesConfig,
} from "./tools-config.ts";
import { SprintConfig, StandupConfig } from "./meetings-config.ts";
import { DiscordConfig } from "./discord-config.ts";
import { Models } from "./models-config.ts";
import { SlackConfig } from "./slack-config.ts";
import { WorkspaceResults } from "./workspace-results.ts";
import { count, Id, Language, PathInWorkspace, Platform, TimeZone, Words } from "./config-parts.ts";

/** What the bot uses a channel for. */
export const ChannelPurpose = z.enum(["requests", "standup", "reports", "alerts", "escalations", "board"]);
export type ChannelPurpose = z.infer<typeof ChannelPurpose>;

export const RouterKind = z.enum(["bitnet", "linear"]);
export type RouterKind = z.infer<typeof RouterKind>;

/** Where the router's encoder computes. */
export const EncoderProvider = z.enum(["cpu", "webgpu", "cuda"]);
export type EncoderProvider = z.infer<typeof EncoderProvider>;

export const LogLevel = z.enum(["trace", "debug", "info", "warn", "error", "silent"]);
export type LogLevel = z.infer<typeof LogLevel>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const Organisation = z.strictObject({
  name: Words.default("Our organisation"),
  timeZone: TimeZone.default("UTC"),
  language: Language.default("en"),
  calendar: CalendarConfig.prefault({}),
});

const Commands = z
  .object({
    build: Words.optional(),
    test: Words.optional(),
    lint: Words.optional(),
    docs: Words.optional(),
    bench: Words.optional(),
  })
  .catchall(Words);

/** The repository that agents work on. */
const Workspace = z.strictObject({
  /** What people call the project; by default the name of its folder. */
  name: Words.optional(),
  /** Relative to the folder of the configuration file. */
  path: Words.default("."),
  paths: z
    .strictObject({
      source: z.array(PathInWorkspace).default([]),
      docs: z.array(PathInWorkspace).default([]),
      tests: z.array(PathInWorkspace).default([]),
    })
    .prefault({}),
  /** Name to command line, run in the workspace; any name beside the five usual ones is welcome. */
  commands: Commands.prefault({}),
  /** By the name of a command; what is not said is the default. */
  commandRules: z.record(z.string(), CommandRule).default({}),
  results: WorkspaceResults.prefault({}),
  roadmap: PathInWorkspace.optional(),
  /** Names of components, so that a request that mentions one is understood. */
  vocabulary: z.array(Words).default([]),
});

/** How people speak of the project in requests; the router learns these words. */
const Project = z.strictObject({
  name: Words.optional(),
  /** Crates, services, packages, as they are typed. */
  components: z.array(Words).default([]),
});

const Team = z.strictObject({
  id: Id,
  name: Words,
  timeZone: TimeZone.optional(),
  calendar: CalendarConfig.optional(),
  channels: z.array(Id).default([]),
  members: z.array(Id).default([]),
  /** Its channels show one another's tasks when somebody asks for it with `watch`. */
  linked: z.boolean().default(false),
  /** Absent: there is none. */
  standup: StandupConfig.optional(),
  /** Absent: nothing is planned, reviewed or reported by the week. */
  sprint: SprintConfig.optional(),
});

const Person = z.strictObject({
  id: Id,
  name: Words,
  timeZone: TimeZone.optional(),
  calendar: CalendarConfig.optional(),
  /** Their user id on each platform. */
  accounts: z
    .strictObject({ slack: Words.optional(), discord: Words.optional(), console: Words.optional() })
    .prefault({}),
  /** In which workspace that is, for platforms on which the bot is in several; absent: wherever they are met. */
  workspaces: z.strictObject({ slack: Words.optional(), discord: Words.optional() }).optional(),
  groups: z.array(Id).default([]),
  /** Agents that they stand behind: whoever works with them counts their open tasks together. */
  agents: z.array(Id).default([]),
});

const Channel = z.strictObject({
  id: Id,
  platform: Platform,
  channel: z.string().regex(/^#?[^\s#]+$/u, "a platform's channel id or #name, without blanks"),
  /** The workspace that it is in; absent: the first that the bot is in. */
  workspace: Words.optional(),
  purpose: ChannelPurpose,
  team: Id.optional(),
  /** Not for everybody: what is remembered there stays there, also where it belongs to a team. */
  private: z.boolean().optional(),
});

/** Ids of people, names of groups, `platform:userId`, `platform:group:id`, `platform:channel:id`, `everyone`, `guests`, `external`. */
const Allowed = z.array(Words);

const Permissions = z.strictObject({
  use: Allowed.default(["everyone"]),
  command: Allowed.default(["everyone"]),
  retry: Allowed.default(["everyone"]),
  bump: Allowed.default(["everyone"]),
  teach: Allowed.default(["everyone"]),
  approve: Allowed.default([]),
  effects: Allowed.default([]),
  configure: Allowed.default([]),
});

const Redis = z.strictObject({
  /** Of the private server: when its append-only file reaches the disk. */
  fsync: z.enum(["everysec", "always"]).default("always"),
  allowUnsafe: z.boolean().default(false),
  /** Installations that share one server need a name each. */
  namespace: Id.default("main"),
});

/** How the encoder of the BitNet router runs. */
export const EncoderConfig = z.strictObject({
  provider: EncoderProvider.default("cpu"),
  /** That share the work of one text; more than the cores of the machine are no use. */
  threads: count(1, 64).default(2),
  /** Texts, besides those that run. */
  maxWaiting: count(1, 100_000).default(256),
  /** Vectors of texts that may come again. */
  cacheSize: count(0, 100_000).default(1_000),
});
export type EncoderConfig = z.infer<typeof EncoderConfig>;

const share = z.number().min(0).max(1);

/** What the installation sets for itself about routing; the rules of routing are in `agent-config/`. */
const Routing = z
  .strictObject({
    routeAt: share.optional(),
    askAt: share.optional(),
    tieBreak: z
      .strictObject({
        enabled: z.boolean().default(false),
        timeoutMs: count(100, MINUTE_MS).default(4 * SECOND_MS),
      })
      .prefault({}),
    learning: Learning.prefault({}),
  })
  .refine(({ routeAt = 1, askAt = 0 }) => askAt <= routeAt, { path: ["askAt"], error: "is above routeAt." });

const Jobs = z.strictObject({
  concurrency: count(1, 256).default(4),
  attempts: count(1, 50).default(5),
  backoffMs: count(10, HOUR_MS).default(2 * SECOND_MS),
  maxStarts: count(1, 50).default(5),
  timeoutMs: count(SECOND_MS, 24 * HOUR_MS).default(15 * MINUTE_MS),
  shutdownMs: count(0, HOUR_MS).default(25 * SECOND_MS),
  lockMs: count(SECOND_MS, 10 * MINUTE_MS).default(10 * SECOND_MS),
  stalledMs: count(SECOND_MS, 10 * MINUTE_MS).default(5 * SECOND_MS),
  heartbeatMs: count(SECOND_MS, 10 * MINUTE_MS).default(10 * SECOND_MS),
  alarmAfterMs: count(SECOND_MS, 24 * HOUR_MS).default(MINUTE_MS),
});

/** GPUs of a worker that was started with `--gpu`, and how long jobs wait for one. */
const Gpu = z.strictObject({
  /** UUIDs or numbers as in CUDA_VISIBLE_DEVICES; empty: all that nvidia-smi finds. */
  devices: z
    .array(z.string().regex(/^(?:\d+|(?:GPU|MIG)-[\w-]+)$/u, "a number, or a UUID as nvidia-smi prints it"))
    .refine((ids) => new Set(ids).size === ids.length, { error: "names a device twice." })
    .default([]),
  slotsPerDevice: count(1, 64).default(1),
  leaseMs: count(3 * SECOND_MS, 10 * MINUTE_MS).default(30 * SECOND_MS),
  preferWaitMs: count(0, 24 * HOUR_MS).default(2 * MINUTE_MS),
});

const Outbox = z.strictObject({
  attempts: count(1, 100).default(8),
  backoffMs: count(10, HOUR_MS).default(SECOND_MS),
  maxBackoffMs: count(10, 24 * HOUR_MS).default(5 * MINUTE_MS),
  leaseMs: count(SECOND_MS, 10 * MINUTE_MS).default(30 * SECOND_MS),
  lanes: count(1, 256).default(8),
});

const YEARS_DAYS = 3_650;

const Retention = z.strictObject({
  /** A platform may send a message again for a day; forgetting sooner would answer it twice. */
  inboxDays: count(1, YEARS_DAYS).default(7),
  deliveriesDays: count(1, YEARS_DAYS).default(7),
  tasksDays: count(1, YEARS_DAYS).default(90),
  eventsDays: count(1, YEARS_DAYS).default(90),
  memoryDays: count(1, YEARS_DAYS).default(180),
});

/** `switchyard.yaml`. Every key has a default or may be left out, so that no file at all is a valid one. */
export const Config = z
  .strictObject({
    organisation: Organisation.prefault({}),
    workspace: Workspace.prefault({}),
    project: Project.prefault({}),
    teams: z.array(Team).default([]),
    people: z.array(Person).default([]),
    channels: z.array(Channel).default([]),
    permissions: Permissions.prefault({}),
    redis: Redis.prefault({}),
    router: z
      .strictObject({ kind: RouterKind.default("bitnet"), encoder: EncoderConfig.prefault({}) })
      .prefault({}),
    routing: Routing.prefault({}),
    models: Models.prefault({}),
    budgets: Budgets,
    jobs: Jobs.prefault({}),
    gpu: Gpu.prefault({}),
    outbox: Outbox.prefault({}),
    hooks: z.array(HookEntry).default([]),
    sandbox: SandboxConfig.prefault({}),
    worktrees: WorktreesConfig.prefault({}),
    tools: ToolsConfig.prefault({}),
    effects: EffectsConfig.prefault({}),
    github: GithubConfig.prefault({}),
    mcp: McpServers.default({}),
    retention: Retention.prefault({}),
    escalation: EscalationConfig.prefault({}),
    slack: SlackConfig.prefault({}),
    discord: DiscordConfig.prefault({}),
    log: z.strictObject({ level: LogLevel.default("info") }).prefault({}),
  })
  // Runs on broken data as well, so that wrong names and wrong shapes are told in one go.
  .superRefine(checkReferences, { when: () => true });
export type Config = z.infer<typeof Config>;
