import type { ChatPort } from "../chat/chat-port.ts";
import { createPlaces } from "../chat/places.ts";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { ProjectContext } from "../conversation/project-context.ts";
import { formatProblem } from "../config/problem.ts";
import { messageOf } from "../errors.ts";
import { startHttpServer } from "../http/start-http-server.ts";
import type { HttpServerHandle } from "../http/start-http-server.ts";
import type { Logger } from "../log/logger.ts";
import { createDefinitions } from "../orchestration/create-definitions.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { createPlanner } from "../orchestration/create-planner.ts";
import type { Lifecycle } from "../lifecycle/lifecycle.ts";
import { choosablePatterns } from "../orchestration/rules/choose-pattern.ts";
import { agentDir } from "./agent-dir.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { createHttpRoutes } from "./create-http-routes.ts";
import { createUndo } from "./create-undo.ts";
import { createReloadingRouter } from "./create-reloading-router.ts";
import type { ReloadingRouter } from "./create-reloading-router.ts";
import { endCleanlyOnSignal } from "./end-cleanly-on-signal.ts";
import { openEscalations } from "./open-escalations.ts";
import { listRecurringJobs } from "./list-recurring-jobs.ts";
import { openCalendar } from "./open-calendar.ts";
import { openExecution } from "./open-execution.ts";
import type { OpenedExecution } from "./open-execution.ts";
import { openRouterSource } from "./open-router-source.ts";
import { openLinked, withLinkedChannels } from "./open-linked.ts";
import type { Linked } from "./open-linked.ts";
import { boardJob } from "./open-board.ts";
import { openRecords } from "./open-records.ts";
import type { Records } from "./open-records.ts";
import { openProject } from "./open-project.ts";
import { openReports } from "./open-reports.ts";
import { openOwnStore } from "./open-own-store.ts";
import { openSyncs } from "./open-syncs.ts";
import { openWorkerLife, withGpuPlaces } from "./open-gpu.ts";
import { openVersions, versionsDir } from "./open-versions.ts";
import type { RouterSource } from "./router-source.ts";
import { startBot } from "./start-bot.ts";
import { startWork } from "./start-work.ts";
import type { BotOptions, RunningBot } from "./start-bot.ts";
import { watchVersions } from "./watch-versions.ts";
import { realWorld } from "./world.ts";
import type { World } from "./world.ts";
import type { ChatHost } from "./open-chats.ts";

export interface StartOptions {
  readonly settings: Settings;
  readonly log: Logger;
  /** Adapters, route and outbox; absent for a process that only works. */
  readonly bot?: {
    readonly chats: (definitions: Definitions, host: ChatHost) => readonly ChatPort[];
    /** Tells whoever looks after the installation something, in Markdown; beside the log. */
    readonly notify?: (text: string) => void;
  };
  /** Agent jobs; `gpu` takes those for GPU workers too. */
  readonly worker?: { readonly gpu: boolean };
  /** How long Redis may stay away at start; Infinity for services that outwait it. */
  readonly redisWithinMs: number;
  /** Default: the real one. */
  readonly world?: World;
  /** Where fitted routers are kept. Default: `router/` of the data folder. */
  readonly routerCache?: string;
}

export interface RunningSwitchyard {
  readonly connected: ConnectedStore;
  readonly http: HttpServerHandle | undefined;
  /** Graceful: takes nothing new, lets what runs end within the configured deadline, leaves nothing behind. */
  stop(): Promise<void>;
}

/** Starts the parts that the options ask for; whatever was started is stopped again when a later part fails. */
export async function startSwitchyard(options: StartOptions): Promise<RunningSwitchyard> {
  const { settings, log } = options;
  const { undo, stop } = createUndo(log);
  let reachable: ConnectedStore | undefined;
  const started = endCleanlyOnSignal(stop);
  try {
    const routes = createHttpRoutes(() => reachable, settings.config.jobs.heartbeatMs);
    const http = settings.http === undefined ? undefined : await startHttpServer(settings.http, routes);
    // The port opens first, so that whoever watches the process sees it wait for Redis.
    if (http !== undefined) undo.push(async () => http.stop());
    const definitions = await createDefinitions({ dir: agentDir(), log });
    undo.push(async () => definitions.close());
    const opened = await openOwnStore({ ...options, clock: worldOf(options).clock }, undo);
    const { timers = opened.timers } = worldOf(options);
    const placed = withGpuPlaces({ ...opened, timers }, settings, definitions);
    const connected = withLinkedChannels(placed, settings.config);
    const source = options.bot === undefined ? undefined : await openRouters(options);
    if (source !== undefined) undo.push(async () => source.close());
    const router =
      source === undefined ? undefined : await createReloadingRouter(definitions.current(), source);
    await watchDefinitions(definitions, router, options);
    if (router !== undefined) {
      const watch = await watchLearned(router, definitions, options);
      undo.push(async () => watch.close());
    }
    const project = await openProject(settings, definitions, log);
    undo.push(async () => project.close());
    const { store } = connected;
    // Other processes live in real time, whatever the world of this one.
    const linked = await openLinked(settings.config, store, { clock: systemClock, log });
    undo.push(async () => linked.close());
    const { people } = linked.conversation;
    const records = openRecords(settings, { store, people }, worldOf(options));
    const parts = { options, definitions, connected, project, linked, ...records };
    const execution = await startExecution(parts, undo);
    if (options.bot !== undefined && router !== undefined) {
      const chats = options.bot.chats(definitions, { store: connected.store, mount: routes.mount });
      routes.watch(chats);
      const bot = await openBot(chats, router, {
        ...parts,
        lifecycle: execution.hooks.lifecycle,
        onReceived: routes.onReceived,
      });
      undo.push(async () => bot.stop(settings.config.jobs.shutdownMs));
    }
    // Only now: ready means that everything has started.
    reachable = connected;
    return { connected, http, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    started();
  }
}

/** What carries out assignments, and with `options.worker` the workers that do; what is open goes on the undo list. */
async function startExecution(
  { options, ...parts }: ProjectParts,
  undo: (() => Promise<unknown>)[],
): Promise<OpenedExecution> {
  const { settings, log, worker } = options;
  const { definitions, connected } = parts;
  const world = worldOf(options);
  const isWorker = worker !== undefined;
  const execution = await openExecution({
    ...parts,
    ...parts.linked.conversation,
    settings,
    log,
    world,
    isWorker,
  });
  undo.push(async () => execution.close());
  if (worker === undefined) return execution;
  const life = await openWorkerLife({
    settings,
    connected,
    log,
    ...(worker.gpu ? { findGpus: world.findGpus } : {}),
  });
  undo.push(async () => life.stop());
  const { progressEveryMs } = settings.config.models;
  const workers = startWork({ gpu: life.gpu, progressEveryMs, definitions, connected, execution, world });
  undo.push(async () => workers.stop(settings.config.jobs.shutdownMs));
  return execution;
}

/** One encoder for all routers of this process, however often the agents change. */
async function openRouters({ settings, log, routerCache }: StartOptions): Promise<RouterSource> {
  const cache = routerCache === undefined ? {} : { cacheDir: routerCache };
  return openRouterSource({ settings, agentDir: agentDir(), log, ...cache });
}

async function watchDefinitions(
  definitions: Definitions,
  router: ReloadingRouter | undefined,
  { bot, log }: StartOptions,
): Promise<void> {
  await definitions.watch({
    onChange: (set) => {
      bot?.notify?.(`The agents were changed: ${set.agents.agents.length} agents are in force.`);
      router
        ?.reload(set)
        .catch((error: unknown) =>
          log.error({ error: messageOf(error) }, "the router could not be refitted; the last good one stays"),
        );
    },
    onProblems: (problems) => {
      const lines = problems.map(formatProblem);
      log.warn({ problems: lines }, "an edit in agent-config/ is broken; the last good version stays");
      const list = lines.map((line) => `- ${line}`).join("\n");
      bot?.notify?.(`An edit in agent-config/ is broken, so the last good version stays in force:\n${list}`);
    },
  });
}

/** What any process learns, or takes back, is in force in this one without a restart. */
async function watchLearned(
  router: ReloadingRouter,
  definitions: Definitions,
  { settings, log }: StartOptions,
): Promise<{ close(): Promise<void> }> {
  return watchVersions({
    dir: versionsDir(settings),
    versions: openVersions(settings),
    onChange: async () => router.reload(definitions.current()),
    log,
  });
}

interface Parts {
  readonly options: StartOptions;
  readonly definitions: Definitions;
  readonly connected: ConnectedStore;
}

interface ProjectParts extends Parts, Records {
  readonly project: ProjectContext;
  readonly linked: Linked;
}

interface BotParts extends ProjectParts, Pick<BotOptions, "onReceived"> {
  readonly lifecycle: Lifecycle;
}

function worldOf({ world = realWorld }: StartOptions): World {
  return world;
}

async function openBot(
  chats: readonly ChatPort[],
  router: ReloadingRouter,
  { options, definitions, connected, project, linked, lifecycle, onReceived, ...records }: BotParts,
): Promise<RunningBot> {
  const { settings, log } = options;
  const { config } = settings;
  const { clock, random, newReference, startClockwork, startTimerWorker } = worldOf(options);
  const { people, permissions, accounts } = linked.conversation;
  const everywhere = createPlaces(config, () => chats, accounts.people);
  const places = () => everywhere.for("alerts");
  const notify = options.bot?.notify;
  const { budgets, memory, load } = records;
  const notice = notify === undefined ? {} : { notify };
  const current = () => definitions.current();
  const shared = { settings, definitions, connected, project, chats, clock, log, accounts };
  const escalating = openEscalations(shared, everywhere);
  const syncs = openSyncs(shared);
  const week = openReports({ ...shared, places: everywhere, personOf: people.of });
  return startBot({
    connected,
    chats,
    clock,
    random,
    startClockwork,
    startTimerWorker,
    log,
    retention: config.retention,
    labelsDays: config.routing.learning.keepDays,
    recurring: [
      ...listRecurringJobs({ ...shared, memory, accounts, places, agentDir: agentDir(), ...notice }),
      boardJob(connected, { config, chats, places: everywhere, clock, log, people, permissions }),
      escalating.job,
      week.job,
      syncs.job,
    ],
    timers: [...escalating.timers, week.timer, syncs.timer],
    ...(onReceived === undefined ? {} : { onReceived }),
    outbox: config.outbox,
    conversation: {
      router,
      agents: () => definitions.current().agents,
      plan: createPlanner({ definitions: current, load }),
      definitions: current,
      load,
      maxChoices: () => definitions.current().rules.routing.maxChoices,
      patterns: () => choosablePatterns(definitions.current().playbook),
      hasApprovers: config.permissions.approve.length > 0,
      ...linked.conversation,
      project,
      memory,
      meetings: week.meetings,
      calendar: openCalendar(config, connected.store),
      budgets: { book: budgets, currency: config.models.currency },
      lifecycle,
      escalations: escalating.tools,
      newReference,
    },
  });
}
