import { Config } from "../../src/config/config.ts";
import { createPeople } from "../../src/people/people.ts";
import { z } from "zod";
import { startAgentWorkers } from "../../jobs/start-workers.ts";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import { startBot } from "../../src/entry/start-bot.ts";
import { unknownProject } from "../../src/conversation/project-context.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createDefinitions } from "../../src/orchestration/create-definitions.ts";
import { createAgentLoad } from "../../src/orchestration/load/create-agent-load.ts";
import { planTask } from "../../src/orchestration/plan-task.ts";
import type { Route } from "../../src/router/route.ts";
import { fixedRoute } from "../fakes/fixed-route.ts";
import { createHttpChat } from "./create-http-chat.ts";

/** What a process under fire is told by its parent, as JSON in its first argument. */
const Orders = z.object({
  role: z.enum(["bot", "worker"]),
  redisUrl: z.string(),
  workspaceId: z.string(),
  platformUrl: z.string(),
  port: z.number(),
  workMs: z.number(),
});
export type Orders = z.infer<typeof Orders>;

const RETENTION = { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 };
const JOBS = {
  concurrency: 4,
  attempts: 5,
  backoffMs: 200,
  maxStarts: 50,
  timeoutMs: 60_000,
  lockMs: 2_000,
  stalledMs: 500,
};
const OUTBOX = { attempts: 50, backoffMs: 100, maxBackoffMs: 1_000, leaseMs: 2_000, lanes: 16 };

/** Routing is not what is under test here: a greeting is answered, everything else is work. */
function chaosRoute(text: string): Route {
  return /^(?:hi|thanks)\b/u.test(text) ? { ...fixedRoute(text), frontDoor: "social" } : fixedRoute(text);
}

async function main(): Promise<void> {
  const orders = Orders.parse(JSON.parse(process.argv[2] ?? "{}"));
  const connected = await connectStore({
    url: orders.redisUrl,
    workspaceId: orders.workspaceId,
    retention: RETENTION,
    allowUnsafe: false,
    withinMs: 30_000,
    jobs: JOBS,
    clock: systemClock,
    log: silentLogger,
  });
  const definitions = await createDefinitions({ dir: "agent-config" });
  const agents = () => definitions.current().agents;
  const newReference = () => "R-chaos";
  if (orders.role === "worker") {
    const runner = {
      name: "chaos",
      async run({ task }: { task: { text: string } }) {
        await systemClock.sleep(orders.workMs);
        return { summary: "done", body: `answer to ${task.text}`, madeBy: "chaos" };
      },
    };
    startAgentWorkers(connected.workerHost, {
      store: connected.store,
      jobs: connected.queue,
      checks: { judge: async () => ({ outcome: "passed", note: "", reports: [] }) },
      agents,
      runner,
      clock: systemClock,
      newReference,
    });
  } else {
    await startBot({
      connected,
      chats: [createHttpChat({ platformUrl: orders.platformUrl, port: orders.port })],
      clock: systemClock,
      random: Math.random,
      log: silentLogger,
      retention: RETENTION,
      outbox: OUTBOX,
      conversation: {
        router: { route: async (text) => chaosRoute(text) },
        agents,
        plan: (request) => planTask(request, definitions.current()),
        patterns: () => [],
        people: createPeople(Config.parse({})),
        hasApprovers: false,
        definitions: () => definitions.current(),
        load: createAgentLoad({ store: connected.store, now: systemClock.now }),
        maxChoices: () => 3,
        permissions: { may: () => true },
        project: unknownProject,
        newReference,
      },
    });
  }
  process.stdout.write("ready\n");
}

await main();
