import { createWorkClock } from "../../src/calendar/create-work-clock.ts";
import type { Absence } from "../../src/calendar/absence.ts";
import { createPlaces } from "../../src/chat/places.ts";
import { Config } from "../../src/config/config.ts";
import type { Meetings, StandupBlocker } from "../../src/conversation/standup/meetings.ts";
import type { NewEvent } from "../../src/events/event.ts";
import { createPersonOf } from "../../src/permissions/create-person-of.ts";
import { fireMeetings, tendMeetings } from "../../src/standups/tend-meetings.ts";
import { createTeamsOf } from "../../src/standups/teams-of-task.ts";
import type { MeetingWishes } from "../../src/standups/meetings-deps.ts";
import type { Task } from "../../src/tasks/task.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { aTask } from "../store-contract/samples.ts";

/** Two people in two zones, who talk on the console. */
export const CONFIG = {
  organisation: { timeZone: "Europe/Lisbon" },
  teams: [
    {
      id: "core",
      name: "Core",
      members: ["ada", "ben"],
      standup: { at: "10:00", askAt: "09:00", remindAfterMinutes: [30] },
    },
  ],
  people: [
    { id: "ada", name: "Ada", accounts: { console: "U1" }, agents: ["debug"] },
    { id: "ben", name: "Ben", timeZone: "America/New_York", accounts: { console: "U2" } },
  ],
  channels: [
    { id: "room", platform: "console", channel: "standups", purpose: "standup" },
    { id: "reports", platform: "console", channel: "reports", purpose: "reports" },
  ],
};

export interface KitOptions {
  /** Default: Monday, the third of March 2031, 06:00 in Lisbon. */
  readonly start?: string;
  readonly config?: object;
  readonly absences?: readonly Absence[];
  readonly wishes?: Readonly<Record<string, MeetingWishes>>;
  readonly overrides?: Partial<Meetings>;
}

export function createMeetingsKit(options: KitOptions = {}) {
  const { start = "2031-03-03T06:00:00.000Z", config: raw = CONFIG, wishes = {} } = options;
  const clock = createTestClock(Date.parse(start));
  const store = createMemoryStore({ now: clock.now });
  const config = Config.parse(raw);
  const absences = [...(options.absences ?? [])];
  const raised: StandupBlocker[] = [];
  const personOf = createPersonOf(config.people);
  const meetings: Meetings = {
    store,
    clock,
    personOf,
    teams: config.teams,
    people: config.people,
    places: createPlaces(config, () => [{ platform: "console", workspaces: () => ["acme-inc"] }]),
    cadence: () => shipped.playbook.cadence,
    kpis: () => shipped.playbook.kpis,
    workClock: async () => createWorkClock({ config, absences }),
    wishesOf: async (person) => wishes[person] ?? { mentions: true },
    teamsOf: createTeamsOf(config, personOf),
    linkTo: async (ref) => `https://chat.example/${ref.id}`,
    roadmap: () => [],
    measurements: async () => [],
    domainOf: (agent) => agent,
    onChartFailure: () => undefined,
    raise: async (blocker) => {
      raised.push(blocker);
      return { askedOf: ["ben"] };
    },
    ...options.overrides,
  };

  /** The timers that are due at a moment, or all teams when none is. */
  async function tend(bots: number) {
    const due = (await listTimers(store)).filter(({ dueMs }) => dueMs <= clock.now());
    const each = Array.from({ length: bots }, async () =>
      due.length === 0
        ? tendMeetings(meetings)
        : Promise.all(due.map(async (timer) => fireMeetings(timer, meetings))),
    );
    await Promise.all(each);
  }

  /** Goes from timer to timer like so many bots until a moment; what was sent meanwhile with the time in UTC. */
  async function passTo(iso: string, bots = 1) {
    const sent: { at: string; id: string; channel: string; text: string; mentions: readonly string[] }[] = [];
    const untilMs = Date.parse(iso);
    for (let isOver = false; !isOver;) {
      await tend(bots);
      const [next] = await listTimers(store);
      isOver = clock.now() >= untilMs;
      for (const each of await takeDeliveries(store)) {
        if (each.kind === "status") continue;
        sent.push({
          at: new Date(clock.now()).toISOString().slice(5, 16),
          id: each.id,
          channel: each.to.channel,
          text: each.message.text,
          mentions: (each.message.mentions ?? []).map(({ id }) => id),
        });
      }
      if (!isOver) clock.advance(Math.min(next?.dueMs ?? untilMs, untilMs) - clock.now());
    }
    return sent;
  }

  return {
    clock,
    store,
    meetings,
    absences,
    raised,
    passTo,
    /** Stores a task with its beginning in the log. */
    async task(id: string, overrides: Partial<Task> = {}, ...events: readonly NewEvent[]) {
      const task = aTask(id, { requester: { id: "U1" }, ...overrides });
      await store.commit({
        task,
        events: [{ type: "task.created", taskId: id, data: { isProposed: false } }, ...events],
      });
      return task;
    },
    log: async (...events: readonly NewEvent[]) => store.commit({ events }),
    /** The task ends in the store and in the log. */
    async end(task: Task, type: "task.done" | "task.failed", state: Task["state"]) {
      await store.commit({
        task: { ...task, version: task.version + 1, state },
        events: [{ type, taskId: task.id, data: {} }],
      });
    },
    types: async () => (await store.events.since("0", 10_000)).map(({ type }) => type),
  };
}

export function begun(taskId: string, agent = "debug"): NewEvent {
  return { type: "assignment.started", taskId, data: { assignment: "a1", agent, start: 1 } };
}
