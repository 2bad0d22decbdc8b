import type { RecurringJob } from "../../jobs/clockwork.ts";
import { sweepAttachments } from "../attachments/attachment.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { ProjectContext } from "../conversation/project-context.ts";
import type { Logger } from "../log/logger.ts";
import type { Memory } from "../memory/create-memory.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { createPersonBehind } from "../orchestration/person-behind.ts";
import type { LinkedPeople } from "../people/linked-accounts.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { nightlyRefit } from "./nightly-refit.ts";
import { statusJob } from "./open-calendar.ts";
import { workerJobs } from "./open-gpu.ts";
import { memoryJob } from "./open-memory.ts";
import { contingencyJob, endsJob } from "./open-project.ts";
import { effectsJob } from "./open-worker-tools.ts";

const HOUR_MS = 3_600_000;
/** After its end a task may still be retried or given to somebody else, with what came with it. */
const KEEP_ATTACHMENTS_MS = 7 * 24 * HOUR_MS;

export interface RecurringParts {
  readonly settings: Settings;
  readonly definitions: Definitions;
  readonly connected: ConnectedStore;
  readonly project: ProjectContext;
  readonly memory: Memory;
  readonly chats: readonly ChatPort[];
  /** Where alarms go. */
  readonly places: () => readonly Conversation[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly agentDir: string;
  readonly notify?: (text: string) => void;
  readonly accounts: LinkedPeople;
}

/** What a bot does again and again, whatever comes in. */
export function listRecurringJobs(parts: RecurringParts): RecurringJob[] {
  const { settings, definitions, connected, project, memory, chats, places, clock, log } = parts;
  const { config } = settings;
  const { store } = connected;
  const notice = parts.notify === undefined ? {} : { notify: parts.notify };
  return [
    ...nightlyRefit({
      settings,
      definitions,
      connected,
      places,
      log,
      agentDir: parts.agentDir,
      people: parts.accounts.people,
      ...notice,
    }),
    contingencyJob(project, {
      store,
      places,
      clock,
      wip: () => definitions.current().playbook.workload.wip,
      personBehind: createPersonBehind(config.people),
    }),
    endsJob(project, { store, jobs: connected.queue, clock }),
    memoryJob(memory),
    {
      name: "attachments.sweep",
      everyMs: HOUR_MS,
      run: async () => sweepAttachments(store, clock.now() - KEEP_ATTACHMENTS_MS),
    },
    statusJob({ people: config.people, chats, store, clock }),
    effectsJob(connected, { clock, keepDays: config.retention.tasksDays }),
    ...workerJobs(connected, { settings, places, log, ...notice }),
  ];
}
