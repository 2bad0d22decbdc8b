import type { PersonRef } from "../../src/chat/chat-port.ts";
import type { Home } from "../../src/chat/messages.ts";
import { createPlaces } from "../../src/chat/places.ts";
import { Config } from "../../src/config/config.ts";
import type { RefreshDeps } from "../../src/board/refresh-board.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createPeople } from "../../src/people/people.ts";
import { Plan } from "../../src/tasks/task.ts";
import type { Task } from "../../src/tasks/task.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { aTask } from "../store-contract/samples.ts";

const CONFIG = Config.parse({
  organisation: { timeZone: "Europe/Lisbon" },
  people: [
    { id: "ada", name: "Ada", accounts: { console: "U1" } },
    { id: "ben", name: "Ben", accounts: { console: "U2" }, groups: ["leads"] },
  ],
  teams: [{ id: "core", name: "Core", members: ["ben"], timeZone: "Asia/Tokyo" }],
  channels: [
    { id: "board", platform: "console", channel: "board", purpose: "board" },
    { id: "core-board", platform: "console", channel: "core", purpose: "board", team: "core" },
    { id: "alerts", platform: "console", channel: "alerts", purpose: "alerts" },
  ],
});

const WORKING = { id: "a1", agent: "debug", role: "primary", reason: "routed", state: "waiting", starts: 0 };

/** A plan of one stage; `approval` makes a person approve it, and a second stage waits for it. */
export function aPlan({ isProposed = false, approval = false } = {}): Plan {
  const first = { id: "s1", title: "Work", state: "ready", assignments: [WORKING] };
  const second = {
    id: "s2",
    title: "Review",
    state: "waiting",
    needs: ["s1"],
    assignments: [{ ...WORKING, id: "a2", agent: "code" }],
  };
  return Plan.parse({
    state: isProposed ? "proposed" : "started",
    stages: approval ? [{ ...first, approval: "person", gates: ["g"] }, second] : [first],
  });
}

/** Everything that boards and homes need, in memory; what was published by user id, the newest last. */
export function createBoardKit({ hasApprovers = false } = {}) {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const jobs = createFakeJobQueue();
  const published: { readonly person: PersonRef; readonly home: Home }[] = [];
  const failures: Error[] = [];
  const chat = {
    platform: "console",
    workspaces: () => ["acme-inc"],
    async publishHome(person: PersonRef, home: Home) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      published.push({ person, home });
    },
  };
  const deps: RefreshDeps = {
    store,
    jobs,
    clock,
    log: silentLogger,
    people: createPeople(CONFIG),
    permissions: { may: ({ userId }, action) => action === "use" || userId === "U2" },
    hasApprovers,
    channels: CONFIG.channels,
    places: createPlaces(CONFIG, () => [chat]),
    chats: () => [chat],
  };
  const at = () => new Date(clock.now()).toISOString();
  return {
    clock,
    store,
    jobs,
    deps,
    published,
    failures,
    async open(id: string, overrides: Partial<Task> = {}): Promise<Task> {
      const task = aTask(id, {
        title: `Task ${id}`,
        createdAt: at(),
        updatedAt: at(),
        plan: aPlan(),
        ...overrides,
      });
      await store.commit({ task, events: [{ type: "task.created", taskId: id }] });
      return task;
    },
  };
}
