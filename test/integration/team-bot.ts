import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";
import { createDefinitions } from "../../src/orchestration/create-definitions.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import { planTask } from "../../src/orchestration/plan-task.ts";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import { startBot } from "../../src/entry/start-bot.ts";
import { unknownProject } from "../../src/conversation/project-context.ts";
import { silentLogger } from "../../src/log/logger.ts";
import type { FakeChat } from "../fakes/fake-chat.ts";
import { fixedRoute } from "../fakes/fixed-route.ts";

const RETENTION = { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 };
const OUTBOX = { attempts: 5, backoffMs: 100, maxBackoffMs: 1_000, leaseMs: 30_000, lanes: 16 };
const JOBS = {
  concurrency: 4,
  attempts: 5,
  backoffMs: 200,
  maxStarts: 20,
  timeoutMs: 60_000,
  lockMs: 4_000,
  stalledMs: 1_000,
};

/** A bot in this process, on a real Redis, that hands all work to the debugger and works on none of it itself. */
export async function startTeamBot(where: {
  readonly redisUrl: string;
  readonly namespace: string;
  readonly chat: FakeChat;
}) {
  const connected = await connectStore({
    url: where.redisUrl,
    workspaceId: where.namespace,
    retention: RETENTION,
    allowUnsafe: false,
    withinMs: 60_000,
    jobs: JOBS,
    clock: systemClock,
    log: silentLogger,
  });
  const definitions = await createDefinitions({ dir: "agent-config" });
  const bot = await startBot({
    connected,
    chats: [where.chat],
    clock: systemClock,
    random: Math.random,
    log: silentLogger,
    retention: RETENTION,
    outbox: OUTBOX,
    conversation: {
      router: { route: async (text) => fixedRoute(text) },
      agents: () => definitions.current().agents,
      plan: (request) => planTask(request, definitions.current()),
      patterns: () => [],
      hasApprovers: false,
      definitions: () => definitions.current(),
      load: createAgentLoad({ store: connected.store, now: systemClock.now }),
      maxChoices: () => 3,
      permissions: { may: () => true },
      people: createPeople(Config.parse({})),
      project: unknownProject,
      newReference: () => "R-test",
    },
  });
  return {
    store: connected.store,
    async stop() {
      await bot.stop(1_000);
      await definitions.close();
      await connected.close();
    },
  };
}
