import { join } from "node:path";
import type { RecurringJob } from "../../jobs/clockwork.ts";
import { createScriptedChat } from "../../adapters/console/create-scripted-chat.ts";
import type { ScriptedChat } from "../../adapters/console/create-scripted-chat.ts";
import { addressOf } from "../chat/message-key.ts";
import { systemClock } from "../clock.ts";
import { BotError } from "../errors.ts";
import { silentLogger } from "../log/logger.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import { createRunProcess } from "../process/run-process.ts";
import type { Post } from "../simulate/format-post.ts";
import type { Stage } from "../simulate/run-scenario.ts";
import type { Scenario } from "../simulate/scenario.ts";
import { createScriptedWork } from "../simulate/scripted-work.ts";
import { createSimulatedClock } from "../simulate/simulated-clock.ts";
import type { SimulatedClock } from "../simulate/simulated-clock.ts";
import { createVirtualAlarms } from "../simulate/virtual-alarms.ts";
import type { VirtualAlarms } from "../simulate/virtual-alarms.ts";
import { fireTimer } from "../timers/fire-timer.ts";
import { simulatedSettings, writeInside } from "./simulated-settings.ts";
import { startSwitchyard } from "./start-switchyard.ts";
import type { RunningSwitchyard } from "./start-switchyard.ts";
import type { World } from "./world.ts";

export interface OpenedStage extends Stage {
  close(): Promise<void>;
}

const runProcess = createRunProcess({ clock: systemClock });
const WORKSPACE = "local";
const REDIS_WITHIN_MS = 15_000;
/** Real time. A scenario that needs longer to come to rest has two parts that wake each other for ever. */
const REST_WITHIN_MS = 120_000;
const LOOK_MS = 20;
const ID_DIGITS = 8;

/** Everything real but time, chance and what is scripted, in this one process; `folder` holds all that it writes. */
export async function openSimulation(scenario: Scenario, folder: string): Promise<OpenedStage> {
  const { settings, routerCache } = await simulatedSettings(scenario, folder);
  const clock = createSimulatedClock(Date.parse(`${scenario.starts}T00:00:00.000Z`));
  const work = createScriptedWork({
    write: async (path, text) => writeInside(settings.workspacePath, path, text),
  });
  const recurring: RecurringJob[] = [];
  const alarms = createVirtualAlarms(clock);
  const world: World = { ...simulatedWorld({ clock, recurring, alarms }), around: work.around };
  const people = [...new Set(scenario.steps.flatMap(({ say, choose }) => [say?.by, choose?.by]))]
    .filter((name) => name !== undefined)
    .map((id) => ({ id, name: id, groups: [] }));
  const chat = createScriptedChat({
    workspace: WORKSPACE,
    journal: join(folder, "console"),
    files: join(folder, "files"),
    people,
    now: () => new Date(clock.now()),
    newId: createCounter("m"),
  });
  const running = await startSwitchyard({
    settings,
    log: silentLogger,
    bot: { chats: () => [chat] },
    worker: { gpu: true },
    redisWithinMs: REDIS_WITHIN_MS,
    world,
    routerCache,
  });
  const parts = { clock, chat, running, recurring, alarms, tickMs: minutesOf(scenario.tick) * 60_000 };
  return { ...createStage(parts), work, close: async () => running.stop() };
}

/** Ids in the order of their making: `m00000001`. */
function createCounter(prefix: string): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}${String(last).padStart(ID_DIGITS, "0")}`;
  };
}

interface Moved {
  readonly clock: SimulatedClock;
  readonly recurring: RecurringJob[];
  readonly alarms: VirtualAlarms;
}

function simulatedWorld({ clock, recurring, alarms }: Moved): Omit<World, "around"> {
  return {
    clock,
    timers: alarms,
    startTimerWorker(_host, deps) {
      const deafen = alarms.onRing(async (ref) => fireTimer(ref, deps));
      return {
        async stop() {
          deafen();
          return "drained";
        },
      };
    },
    findGpus: async () => ({ devices: [{ id: "0", name: "imagined" }] }),
    // The clock stands still while work goes on, so nothing that was read would ever grow old.
    loadMaxAgeMs: 0,
    random: () => 0.5,
    newReference: createCounter("R-"),
    // Programs are real and take real time, which says nothing about the week that is played.
    runProcess: async (spec) => {
      const outcome = await runProcess(spec);
      return outcome.kind === "not_started" ? outcome : { ...outcome, durationMs: 0 };
    },
    async startClockwork(_host, jobs) {
      recurring.push(...jobs);
      return { stop: async () => undefined };
    },
  };
}

interface StageParts extends Moved {
  readonly chat: ScriptedChat;
  readonly running: RunningSwitchyard;
  readonly tickMs: number;
}

function createStage(parts: StageParts): Omit<OpenedStage, "work" | "close"> {
  const { clock, chat, running, alarms } = parts;
  const roots = new Map<string, string>();
  const places = createPlaces(roots);
  const { settle, isQuiet } = createRest(parts);
  const runRecurring = createRecurring(parts);
  return {
    now: clock.now,
    settle,
    async passTo(ms) {
      while (clock.now() < ms) {
        clock.moveTo(Math.min(ms, clock.now() + parts.tickMs, alarms.nextMs() ?? ms));
        await alarms.ring();
        await runRecurring();
        if (!(await isQuiet())) await settle();
      }
    },
    async say({ by, in: place, text }) {
      const root = await chat.say(by, text, roots.get(place));
      if (!roots.has(place)) roots.set(place, root);
    },
    async choose(by, place, option) {
      const asked = chat.posts().filter((post) => places(post) === place && post.choices.length > 0);
      const last = asked.at(-1);
      if (last === undefined) return "no_question";
      return (await chat.choose(by, last.id, option)) ? "chosen" : "no_such_option";
    },
    async log(event) {
      await running.connected.store.commit({ events: [event] });
    },
    posts: () => sortedPosts(chat, places, [...roots.keys()]),
    statusOf: (place) => chat.statusOf(roots.get(place) ?? ""),
  };
}

type PlaceOf = (post: { readonly root: string; readonly channel: string }) => string;

/** What stands in no thread of the scenario is known by its channel. */
function createPlaces(roots: ReadonlyMap<string, string>): PlaceOf {
  return ({ root, channel }) => {
    const [name] = [...roots].find(([, known]) => known === root) ?? [];
    return name ?? `#${channel.replace(/^#/u, "")}`;
  };
}

/** Threads run side by side, so what they post at one moment is put in the order in which they were opened. */
function sortedPosts(chat: ScriptedChat, placeOf: PlaceOf, order: readonly string[]): Post[] {
  const posts = chat.posts().map(({ id, at, text, choices, privateTo, ...where }) => ({
    id,
    atMs: Date.parse(at),
    place: placeOf(where),
    text,
    choices,
    privateTo,
  }));
  const rank = ({ place }: Post): number => (order.includes(place) ? order.indexOf(place) : order.length);
  return posts.toSorted((a, b) => a.atMs - b.atMs || rank(a) - rank(b));
}

function createRest({ chat, running }: StageParts) {
  const { store, queue } = running.connected;
  const address = addressOf({ platform: chat.platform, workspace: WORKSPACE });

  async function isQuiet(): Promise<boolean> {
    const [jobs, deliveries, messages] = await Promise.all([
      queue.busy(),
      store.deliveries.pendingCount(address),
      store.inbox.listOpen(Number.MAX_SAFE_INTEGER, 1),
    ]);
    return jobs + deliveries + messages.length === 0;
  }

  /** Quiet twice in a row: between two jobs there may be a moment in which nothing is known to be left. */
  async function settle(): Promise<void> {
    const endMs = systemClock.now() + REST_WITHIN_MS;
    for (let quiet = 0; ;) {
      quiet = (await isQuiet()) ? quiet + 1 : 0;
      if (quiet === 2) return;
      await systemClock.sleep(LOOK_MS);
      if (systemClock.now() < endMs) continue;
      throw new BotError("simulate.restless", "The scenario did not come to rest within two minutes.");
    }
  }

  return { isQuiet, settle };
}

/** Runs what is due by its interval; what goes by the clock of a place, such as nightly learning, stays off. */
function createRecurring({ recurring, clock }: StageParts): () => Promise<void> {
  const ranAt = new Map<string, number>();
  return async () => {
    for (const job of recurring) {
      if (!("everyMs" in job)) continue;
      const last = ranAt.get(job.name) ?? Number.NEGATIVE_INFINITY;
      if (clock.now() - last < job.everyMs) continue;
      ranAt.set(job.name, clock.now());
      await job.run();
    }
  };
}
