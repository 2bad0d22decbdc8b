import type { Absence } from "../../src/calendar/absence.ts";
import { personSettingsChange } from "../../src/people/person-settings.ts";
import { createSimulatedClock } from "../../src/simulate/simulated-clock.ts";
import { createVirtualAlarms } from "../../src/simulate/virtual-alarms.ts";
import { auditTimers } from "../../src/timers/audit-timers.ts";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import type { TimerRef } from "../../src/timers/timer.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createLife, Killed } from "./mortal-store.ts";
import type { Life } from "./mortal-store.ts";
import { createBot } from "./quarter-bots.ts";
import type { Bot } from "./quarter-bots.ts";
import { OWN_QUIET, START_MS } from "./quarter-setting.ts";

export interface Post {
  readonly id: string;
  readonly channel: string;
  /** When it was first said. */
  readonly atMs: number;
  readonly text: string;
  /** What its files say. */
  readonly files: readonly string[];
}

export interface Happening {
  readonly atMs: number;
  run(): Promise<void>;
}

export interface WorldOptions {
  readonly random: () => number;
  readonly absences: readonly Absence[];
  /** The chance that a write kills its bot. */
  readonly deadliness: number;
}

const RACES = 0.3;

/** Two bots on one store and a clock moved by hand, which are killed at random and are up again at once. */
export function createWorld({ random, absences, deadliness }: WorldOptions) {
  const clock = createSimulatedClock(START_MS);
  const store = createMemoryStore(clock);
  const alarms = createVirtualAlarms(clock);
  const posts = new Map<string, Post>();
  const failures: unknown[] = [];
  const happenings: Happening[] = [];
  const counts = { kills: 0, fired: 0, raced: 0 };
  let isDeadly = true;
  let isUp = true;

  function start(): { readonly life: Life; readonly bot: Bot } {
    const life = createLife(store, { random, deadliness: () => (isDeadly ? deadliness : 0) });
    return { life, bot: createBot({ store: life.store, clock, alarms, absences }) };
  }
  const bots = [start(), start()];

  function restart(): void {
    bots.forEach(({ life }, at) => {
      if (life.isAlive()) return;
      counts.kills += 1;
      bots[at] = start();
    });
  }

  /** Somebody does it, and when that one dies somebody does it again, as with every job. */
  async function byABot<T>(run: (bot: Bot) => Promise<T>): Promise<T> {
    for (;;) {
      const one = bots[Math.floor(random() * bots.length)] ?? start();
      try {
        return await run(one.bot);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        restart();
      }
    }
  }

  async function fire(ref: TimerRef, { life, bot }: (typeof bots)[number]): Promise<void> {
    await fireTimer(ref, { store: life.store, clock, handlers: bot.handlers, timers: alarms });
  }

  /** An alarm that a killed bot had in hand rings again. */
  async function hear(ref: TimerRef): Promise<void> {
    counts.fired += 1;
    for (;;) {
      const first = Math.floor(random() * bots.length);
      const isRace = random() < RACES;
      if (isRace) counts.raced += 1;
      const chosen = bots.filter((_, at) => isRace || at === first);
      const ends = await Promise.allSettled(chosen.map(async (one) => fire(ref, one)));
      const thrown = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
      failures.push(...thrown.filter((error) => !(error instanceof Killed)));
      if (!thrown.some((error) => error instanceof Killed)) return;
      restart();
    }
  }

  async function collect(): Promise<void> {
    for (const each of await takeDeliveries(store)) {
      if (each.kind === "status") continue;
      const { id, to, message } = each;
      const { atMs } = posts.get(id) ?? { atMs: clock.now() };
      const files = (message.files ?? []).map(({ content }) => content);
      posts.set(id, { id, channel: to.channel, atMs, text: message.text, files });
    }
  }

  function nextMs(): number {
    return Math.min(happenings[0]?.atMs ?? Infinity, isUp ? (alarms.nextMs() ?? Infinity) : Infinity);
  }

  alarms.onRing(hear);
  return {
    clock,
    store,
    alarms,
    posts,
    failures,
    counts,
    byABot,
    async open() {
      const { person, from, until } = OWN_QUIET;
      const own = personSettingsChange(person, { quietHours: { from, until }, mentions: true });
      await store.commit({ documents: [own] });
    },
    /** At its moment, after everything that was planned for the same one before. */
    plan(happening: Happening) {
      const at = happenings.findIndex(({ atMs }) => atMs > happening.atMs);
      happenings.splice(at === -1 ? happenings.length : at, 0, happening);
    },
    audit: async () =>
      auditTimers({
        store,
        timers: alarms,
        clock,
        kinds: ["escalation", "escalation.arrival", "emergency.update", "meeting.due"],
      }),
    /** No bot is up until `rise`, and time goes by. */
    fall() {
      isUp = false;
    },
    rise() {
      isUp = true;
    },
    isUp: () => isUp,
    mercy() {
      isDeadly = false;
    },
    async passTo(endMs: number) {
      for (let next = nextMs(); next <= endMs; next = nextMs()) {
        clock.moveTo(next);
        if (isUp) await alarms.ring();
        while (happenings[0] !== undefined && happenings[0].atMs <= clock.now()) {
          await happenings.shift()?.run();
          if (isUp) await alarms.ring();
        }
        await collect();
      }
      clock.moveTo(endMs);
      await collect();
    },
  };
}
export type World = ReturnType<typeof createWorld>;
