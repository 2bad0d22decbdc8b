import { Config } from "../../src/config/config.ts";
import { createEscalations } from "../../src/escalations/create-escalations.ts";
import type { NewMatter } from "../../src/escalations/escalation.ts";
import { createArrivalTimer } from "../../src/escalations/page-arrival.ts";
import { createEscalationTimer } from "../../src/escalations/escalation-timer.ts";
import type { EscalationDeps } from "../../src/escalations/step-escalation.ts";
import { createCoordinationOf } from "../../src/orchestration/coordination-of.ts";
import { createPersonBehind } from "../../src/orchestration/person-behind.ts";
import type { Store } from "../../src/store/store.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createPlainWorkClock } from "../fakes/plain-work-clock.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";

export const aMatter: NewMatter = {
  key: "T1.s1.BLOCKER_ESCALATION.r1",
  taskId: "T1",
  stageId: "s1",
  agent: "debug",
  problem: "the licence server is away",
  attempts: ["debug asked it three times"],
  needs: ["access to the server"],
  openForMs: 0,
  severity: "high",
};

const PLACE = { platform: "console", workspace: "acme-inc" } as const;

/** Ada stands behind `debug`, Ines is the architect; both, and the channel, are on the console. */
export const SETTING = {
  people: [
    { id: "ada", name: "Ada", accounts: { console: "U1" }, agents: ["debug"] },
    { id: "ines", name: "Ines", accounts: { console: "U2" }, groups: ["leads"] },
    { id: "bo", name: "Bo", accounts: { console: "U3" } },
  ],
  teams: [{ id: "core", name: "Core", members: ["ada", "bo"] }],
  escalation: { targets: { architect: ["ines"] }, quietHours: { from: "20:00", until: "08:00" } },
};

export interface LadderKitOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  /** Who is known with which accounts; default: those of the configuration. */
  readonly people?: EscalationDeps["people"];
  readonly store?: Store;
  readonly clock?: ReturnType<typeof createTestClock>;
  /** Whether what is sent gets through by the time that somebody looks; default: it does. */
  readonly arrives?: boolean;
}

/** Escalations on a store in memory with timers that ring when a test lets time pass. */
export function createLadderKit(options: LadderKitOptions = {}) {
  const clock = options.clock ?? createTestClock();
  const store = options.store ?? createMemoryStore({ now: clock.now });
  const config = Config.parse({ ...SETTING, ...options.config });
  const deps: EscalationDeps = {
    store,
    clock,
    config,
    ...(options.people === undefined ? {} : { people: options.people }),
    rules: () => shipped.playbook.escalation,
    targetOf: (trigger) => shipped.playbook.triggers.triggers.find(({ id }) => id === trigger)?.target,
    coordinationOf: createCoordinationOf(() => shipped),
    personBehind: createPersonBehind(config.people),
    workClock: async () => createPlainWorkClock(),
    timers: { arm: async () => undefined },
    places: {
      for: (purpose) => (purpose === "escalations" ? [{ ...PLACE, channel: "#help" }] : []),
      direct(person) {
        const account = config.people.find(({ id }) => id === person)?.accounts.console;
        const [, own] = /^console:(.+)$/u.exec(person) ?? [];
        const user = account ?? own;
        return user === undefined ? [] : [{ ...PLACE, channel: `@${user}` }];
      },
    },
  };
  const handler = createEscalationTimer(deps);
  const hasArrived = async (): Promise<boolean> => options.arrives ?? true;
  const arrival = createArrivalTimer({
    ...deps,
    store: { ...store, deliveries: { ...store.deliveries, hasArrived } },
  });

  /** Rings what is due at this moment. */
  async function ring(): Promise<void> {
    for (;;) {
      const due = (await listTimers(store)).filter(({ dueMs }) => dueMs <= clock.now());
      const [first] = due;
      if (first === undefined) return;
      await fireTimer(first, { store, clock, handlers: [handler, arrival], timers: deps.timers });
    }
  }

  /** Moves the clock from timer to timer up to a moment, as alarms would. */
  async function passTo(at: string | number): Promise<void> {
    const endMs = typeof at === "number" ? at : Date.parse(at);
    for (;;) {
      await ring();
      const [next] = await listTimers(store);
      if (next === undefined || next.dueMs > endMs) break;
      clock.advance(next.dueMs - clock.now());
    }
    clock.advance(endMs - clock.now());
    await ring();
  }

  return { clock, store, deps, handler, arrival, escalations: createEscalations(deps), ring, passTo };
}

/** The entries of the log about escalations, without those of pages. */
export async function storyOf(store: Store): Promise<string[]> {
  const events = await store.events.since("0", 10_000);
  return events.flatMap(({ type, at }) =>
    type.startsWith("escalation.") ? [`${at.slice(0, 16)} ${type.replace("escalation.", "")}`] : [],
  );
}
