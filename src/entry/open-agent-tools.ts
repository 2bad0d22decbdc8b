import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { searchPath, variables } from "../config/env.ts";
import type { Settings } from "../config/settings.ts";
import { makeFolder } from "../files/make-folder.ts";
import { findProgram } from "../doctor/find-program.ts";
import { codeHostEffects } from "../effects/code-host-effects.ts";
import type { CodeHost } from "../effects/code-host.ts";
import { commandEffect } from "../effects/command-effect.ts";
import type { EffectKind } from "../effects/effect-kind.ts";
import { createEffectCosts } from "../effects/effect-costs.ts";
import { localBranchEffect, localBranchHead } from "../effects/local-branch-effect.ts";
import type { RunEffectDeps } from "../effects/run-effect.ts";
import { hasOpenEffects } from "../effects/tend-effects.ts";
import { createSentenceEncoder } from "../encoder/create-sentence-encoder.ts";
import type { SentenceEncoder } from "../encoder/sentence-encoder.ts";
import { pinToSlot } from "../gpu/current-slot.ts";
import { gpuFiles } from "../gpu/gpu-files.ts";
import type { ToolSource } from "../execution/tool.ts";
import { createReportReader } from "../gates/create-report-reader.ts";
import type { Logger } from "../log/logger.ts";
import type { RunProcess } from "../process/run-process.ts";
import { scrubEnvironment } from "../process/scrub-environment.ts";
import { detectSandbox } from "../sandbox/detect-sandbox.ts";
import { findHiddenPlaces } from "../sandbox/hidden-places.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { createSandboxedProcess } from "../sandbox/sandboxed-process.ts";
import type { Store } from "../store/store.ts";
import { createToolSource } from "../tools/create-tool-source.ts";
import { mcpEffect } from "../tools/mcp-agent-tools.ts";
import { noMcpTools } from "../tools/mcp.ts";
import type { McpTools } from "../tools/mcp.ts";
import { createSearches } from "../tools/create-searches.ts";
import { createSemanticSearch } from "../tools/semantic-search.ts";
import type { GatePlace } from "../workflow/create-stage-checks.ts";
import { createWorktrees } from "../worktrees/create-worktrees.ts";
import { createGit } from "../worktrees/git.ts";
import type { Git } from "../worktrees/git.ts";
import { readCommitFiles } from "../worktrees/read-commit-files.ts";
import { sweepWorktrees } from "../worktrees/sweep-worktrees.ts";
import { worktreePlaces } from "../worktrees/worktree-places.ts";
import type { WorktreePlaces } from "../worktrees/worktree-places.ts";
import type { Worktree, Worktrees } from "../worktrees/worktree.ts";

export interface AgentToolsOptions {
  readonly settings: Settings;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Programs of the workspace. */
  readonly runProcess: RunProcess;
  /** The folder with the router's model, for search by meaning. */
  readonly modelDir: string;
}

export interface AgentToolsParts {
  readonly toolSource: ToolSource;
  readonly effects: RunEffectDeps;
  /** Where the gates of a task run their commands. */
  readonly placeOf: (taskId: string) => Promise<GatePlace>;
  /** Removes worktrees that nobody needs any more. */
  readonly sweep: () => Promise<void>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Base extends AgentToolsOptions {
  readonly places: WorktreePlaces;
  readonly git: Git;
  readonly worktrees: Worktrees;
}

/** Done when it is first asked for, and tried again when it failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** The sandbox that commands of this installation run in; `doctor` asks for it as well. */
export async function openSandbox(settings: Settings, runProcess: RunProcess): Promise<Sandbox> {
  const folder = join(settings.dataDir, "worktrees", "tmp");
  makeFolder(folder);
  const place = { searchPath: searchPath(), cwd: folder };
  return detectSandbox(settings.config.sandbox.mode, {
    runProcess,
    findProgram: async (name) => findProgram(name, place),
    env: scrubEnvironment(variables()),
    folder,
  });
}

function openCommands({ settings, runProcess, places }: Base): (worktree: Worktree) => RunProcess {
  const { config, dataDir, workspacePath, configFile } = settings;
  const { HOME: home } = variables();
  const shared = config.worktrees.share.map((path) => join(workspacePath, path));
  const inPlace = createSandboxedProcess({
    runProcess,
    sandbox: once(async () => openSandbox(settings, runProcess)),
    devices: async () => gpuFiles(),
    hidden: once(async () =>
      findHiddenPlaces({
        home,
        folders: [dataDir, workspacePath],
        files: [
          join(process.cwd(), ".env"),
          ...(configFile === undefined ? [] : [join(dirname(configFile), ".env")]),
        ],
        searchPath: searchPath(),
      }),
    ),
    commands: config.workspace.commands,
    rules: config.workspace.commandRules,
    env: variables(),
    limits: config.sandbox,
    tmpDir: join(dataDir, "worktrees", "tmp"),
  });
  return (worktree) => inPlace({ path: worktree.path, readable: [places.repository, ...shared] });
}

function openBase(options: AgentToolsOptions): Base {
  const { settings, store, clock } = options;
  const runProcess = pinToSlot(options.runProcess);
  const places = worktreePlaces(settings.dataDir);
  const git = createGit({ runProcess, env: scrubEnvironment(variables()), configFile: places.configFile });
  const worktrees = createWorktrees({
    store,
    clock,
    git,
    places,
    workspace: settings.workspacePath,
    share: settings.config.worktrees.share,
    newId: randomUUID,
  });
  return { ...options, runProcess, places, git, worktrees };
}

async function openHost({ env, config }: Settings): Promise<CodeHost | undefined> {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: baseUrl } = env;
  const { repository } = config.github;
  if (token === undefined || repository === undefined) return undefined;
  // Loaded only where it is used: the client is large.
  const { createGithub } = await import("../../adapters/github/create-github.ts");
  return createGithub({ token, repository, ...(baseUrl === undefined ? {} : { baseUrl }) });
}

async function openMcp({ settings, log }: AgentToolsOptions): Promise<McpTools> {
  const servers = settings.config.mcp;
  if (Object.keys(servers).length === 0) return noMcpTools;
  const { openMcpTools } = await import("../../adapters/mcp/open-mcp-tools.ts");
  return openMcpTools({ servers, env: variables(), log });
}

/** How each kind of effect is carried out here. */
function effectKinds(
  base: Base,
  parts: {
    readonly host: CodeHost | undefined;
    readonly mcp: McpTools;
    readonly inWorktree: (worktree: Worktree) => RunProcess;
  },
): EffectKind[] {
  const { settings, worktrees, git, places, clock } = base;
  const { workspace, mcp } = settings.config;
  const { host, inWorktree } = parts;
  const filesOf = async (_taskId: string, range: { base: string; commit: string }) =>
    readCommitFiles(git, places.repository, range);
  const mcpNames = Object.entries(mcp).flatMap(([server, { tools }]) =>
    Object.entries(tools).flatMap(([tool, rule]) => (rule.class === "effect" ? [`${server}__${tool}`] : [])),
  );
  return [
    localBranchEffect({ git, workspace: settings.workspacePath, repository: places.repository }),
    commandEffect({
      worktrees,
      clock,
      commands: workspace.commands,
      rules: workspace.commandRules,
      runProcess: inWorktree,
      async treeOf(taskId) {
        const [worktree, taken] = [
          await worktrees.open(taskId),
          await worktrees.snapshot(taskId, "Before a command\n"),
        ];
        return taken?.tree ?? worktree.base;
      },
    }),
    ...(host === undefined ? [] : codeHostEffects({ host, filesOf })),
    ...mcpNames.map((name) => mcpEffect(name, parts.mcp)),
  ];
}

/** The encoder of the router as embedding model, opened by the first search. */
function openEncoder({ settings, modelDir, log }: AgentToolsOptions) {
  let opened: SentenceEncoder | undefined;
  const encoder = once(async () => {
    opened = await createSentenceEncoder({ ...settings.config.router.encoder, dir: modelDir, logger: log });
    return opened;
  });
  return { encoder, close: async () => opened?.close() };
}

function sweeper(base: Base): () => Promise<void> {
  const { worktrees, places, store, clock, log, settings } = base;
  const { keepMinutes, expireDays, patchDays } = settings.config.worktrees;
  return async () => {
    await sweepWorktrees({
      worktrees,
      places,
      store,
      isNeeded: async (taskId) => hasOpenEffects(taskId, store),
      clock,
      log,
      keepMs: keepMinutes * MINUTE_MS,
      expireMs: expireDays * DAY_MS,
      patchDays,
    });
  };
}

/** What agents may do with the repository, and how effects that people approve are carried out. */
export async function openAgentTools(options: AgentToolsOptions): Promise<AgentToolsParts> {
  const base = openBase(options);
  const { settings, store, clock, worktrees, git, places } = base;
  const { workspace, tools, effects, github } = settings.config;
  const inWorktree = openCommands(base);
  const [host, mcp] = await Promise.all([openHost(settings), openMcp(options)]);
  const { encoder, close } = openEncoder(options);
  const { enabled, maxPassages, budgetMs } = tools.semantic;
  const searches = createSearches(clock);
  const local = { git, workspace: settings.workspacePath, repository: places.repository };
  const { commands, commandRules: rules, results } = workspace;
  return {
    toolSource: createToolSource({
      clock,
      workspace: settings.workspacePath,
      worktrees,
      git,
      searchIn: searches,
      ...(enabled
        ? {
            semantic: createSemanticSearch({ encoder, clock, cacheSize: maxPassages, maxPassages, budgetMs }),
          }
        : {}),
      commands: { clock, commands, rules, results, runProcess: inWorktree },
      effects: {
        store,
        clock,
        expireMs: effects.expireMinutes * MINUTE_MS,
        costOf: createEffectCosts(effects.costs, settings.config.models.currency),
        baseBranch: github.baseBranch,
        localHead: async (branch) => localBranchHead(branch, local),
        ...(host === undefined ? {} : { host }),
      },
      mcp,
      maxOutputChars: tools.maxOutputChars,
    }),
    effects: { store, clock, newId: randomUUID, kinds: effectKinds(base, { host, mcp, inWorktree }) },
    async placeOf(taskId) {
      const worktree = await worktrees.find(taskId);
      if (worktree === undefined) return {};
      const { root } = worktree;
      return { workspace: root, runProcess: inWorktree(worktree), readReport: createReportReader(root) };
    },
    sweep: sweeper(base),
    async close() {
      await mcp.close();
      await close();
    },
  };
}
