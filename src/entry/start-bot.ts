import { startClockwork } from "../../jobs/clockwork.ts";
import type { RecurringJob } from "../../jobs/clockwork.ts";
import { startMessageWorkers } from "../../jobs/start-workers.ts";
import { createCollectAttachments } from "../attachments/collect-attachments.ts";
import type { ChatPort, ChatReceiver } from "../chat/chat-port.ts";
import { createFindObstacle } from "../chat/find-obstacle.ts";
import type { Clock } from "../clock.ts";
import { createAsks } from "../conversation/create-asks.ts";
import type { ConversationDeps } from "../conversation/conversation-deps.ts";
import { messageOf } from "../errors.ts";
import { createReceiver } from "../inbox/create-receiver.ts";
import type { ReceiverDeps } from "../inbox/create-receiver.ts";
import type { Logger } from "../log/logger.ts";
import { startDispatcher } from "../outbox/create-dispatcher.ts";
import type { DispatcherLimits } from "../outbox/create-dispatcher.ts";
import { forgetShut, noteShut } from "../outbox/shut-places.ts";
import { tellRequester } from "../outbox/tell-requester.ts";
import { createWhoIs } from "../people/who-is.ts";
import { reconcile } from "../reconcile/reconcile.ts";
import type { Retention } from "../store/store-context.ts";
import { agePriorities } from "../tasks/age-priorities.ts";
import { bindThread } from "../tasks/bind-thread.ts";
import type { TimerHandler } from "../timers/timers.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { openTimers } from "./open-timers.ts";
import type { TimersOptions } from "./open-timers.ts";

export interface BotOptions {
  readonly connected: ConnectedStore;
  readonly chats: readonly ChatPort[];
  readonly conversation: Omit<ConversationDeps, "store" | "jobs" | "clock" | "whoIs" | "obstacleAt">;
  readonly outbox: DispatcherLimits;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly onReceived?: NonNullable<ReceiverDeps["onReceived"]>;
  /** Default: durable schedulers on the queue's server. */
  readonly startClockwork?: typeof startClockwork;
  /** Further recurring work. */
  readonly recurring?: readonly RecurringJob[];
  /** What happens when timers are due, one for each kind. Default: none. */
  readonly timers?: readonly TimerHandler[];
  /** Default: workers on the queue's server. */
  readonly startTimerWorker?: NonNullable<TimersOptions["startWorker"]>;
  /** What people say about routes is kept so long, in days; absent: for good. */
  readonly labelsDays?: number;
}

export interface RunningBot {
  /** Takes in nothing new, lets what runs end, sends what is claimed. */
  stop(withinMs: number): Promise<void>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The bot: adapters, understanding, outbox and clockwork. Resolves once the adapters take messages. */
export async function startBot(options: BotOptions): Promise<RunningBot> {
  const { connected, chats, clock, log } = options;
  const { store, queue, workerHost } = connected;
  const obstacleAt = createFindObstacle(() => chats);
  const conversation: ConversationDeps = {
    ...options.conversation,
    store,
    jobs: queue,
    clock,
    whoIs: createWhoIs(() => chats),
    attachments: createCollectAttachments(() => chats),
    obstacleAt,
  };
  const report = await reconcile(conversation);
  if (report.resumed + report.buried > 0) log.info(report, "carried on where the last run stopped");
  const workers = startMessageWorkers(workerHost, conversation);
  const dispatcher = await startDispatcher({
    deliveries: store.deliveries,
    wake: store.wake,
    ports: chats,
    clock,
    random: options.random,
    log,
    limits: options.outbox,
    onBegun: async (thread, root) => bindThread(thread, root, { store, clock }),
    async onShut(delivery) {
      await noteShut(delivery, { store, nowMs: clock.now() });
      await tellRequester(delivery, { store, obstacleAt });
    },
  });
  const timers = openTimers({ connected, clock, log, ...timerOptions(options) });
  const clockwork = await (options.startClockwork ?? startClockwork)(workerHost, [
    ...recurringJobs(options, conversation),
    timers.job,
  ]);
  await timers.start();
  const receiver = createReceiver({
    store,
    jobs: queue,
    log,
    asks: createAsks(conversation, { chats: () => chats, log }),
    ...(options.onReceived === undefined ? {} : { onReceived: options.onReceived }),
  });
  await startChats(chats, receiver, log);
  return {
    async stop(withinMs) {
      await Promise.all(chats.map(async (chat) => chat.stop()));
      await clockwork.stop();
      await timers.stop(withinMs);
      await workers.stop(withinMs);
      await dispatcher.stop();
    },
  };
}

function timerOptions({
  timers = [],
  startTimerWorker,
}: BotOptions): Pick<TimersOptions, "handlers" | "startWorker"> {
  return {
    handlers: timers,
    ...(startTimerWorker === undefined ? {} : { startWorker: startTimerWorker }),
  };
}

/** One platform that cannot connect must not silence the others; with none left there is nothing to start. */
async function startChats(chats: readonly ChatPort[], receiver: ChatReceiver, log: Logger): Promise<void> {
  const outcomes = await Promise.allSettled(chats.map(async (chat) => chat.start(receiver)));
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  for (const { reason } of failures)
    log.error({ error: messageOf(reason) }, "a chat platform could not be started");
  if (chats.length > 0 && failures.length === chats.length) throw failures[0]?.reason;
}

function recurringJobs(
  { retention, labelsDays, clock, connected, log, recurring = [] }: BotOptions,
  conversation: ConversationDeps,
): RecurringJob[] {
  return [
    {
      name: "tasks.reconcile",
      everyMs: MINUTE_MS,
      async run() {
        const report = await reconcile(conversation);
        if (report.resumed + report.buried > 0)
          log.warn(report, "found work that had fallen between two steps");
      },
    },
    {
      name: "priority.age",
      everyMs: MINUTE_MS,
      async run() {
        const rules = conversation.definitions().rules.priority;
        await agePriorities({ store: connected.store, jobs: connected.queue, rules, nowMs: clock.now() });
      },
    },
    {
      name: "store.sweep",
      everyMs: 60 * MINUTE_MS,
      async run() {
        const now = clock.now();
        const { abandoned } = await connected.store.housekeeping.sweep({
          eventsMs: now - retention.eventsDays * DAY_MS,
          tasksMs: now - retention.tasksDays * DAY_MS,
          deliveriesMs: now - retention.deliveriesDays * DAY_MS,
          ...(labelsDays === undefined ? {} : { labelsMs: now - labelsDays * DAY_MS }),
        });
        await forgetShut(connected.store, now - retention.tasksDays * DAY_MS);
        if (abandoned > 0)
          log.warn({ abandoned }, "deliveries that no adapter could take became dead letters");
      },
    },
    ...recurring,
  ];
}
