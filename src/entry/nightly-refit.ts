import type { RecurringJob } from "../../jobs/clockwork.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { runScheduledRefit } from "../router/learning/run-scheduled-refit.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { openLearning } from "./open-learning.ts";
import type { LearningOptions } from "./open-learning.ts";
import { openVersions } from "./open-versions.ts";

export interface NightlyRefitOptions {
  readonly settings: Settings;
  readonly agentDir: string;
  readonly definitions: Definitions;
  readonly connected: ConnectedStore;
  /** Where messages about the installation go. */
  readonly places: () => readonly Conversation[];
  readonly notify?: (text: string) => void;
  readonly log: Logger;
  readonly people: LearningOptions["people"];
}

/** One bot of all learns at night what people said by day. */
export function nightlyRefit(options: NightlyRefitOptions): readonly RecurringJob[] {
  const { settings, agentDir, definitions, connected, places, notify, log, people } = options;
  const { routing, organisation } = settings.config;
  const { enabled, cron, timeZone = organisation.timeZone } = routing.learning.nightly;
  if (!enabled) return [];
  const learning = openLearning({
    settings,
    agentDir,
    set: () => definitions.current(),
    labels: connected.store.labels,
    versions: openVersions(settings),
    log,
    people,
  });
  return [
    {
      name: "router.refit",
      cron,
      timeZone,
      run: async () =>
        runScheduledRefit({
          refit: async () => learning.refit({ isScheduled: true }),
          store: connected.store,
          places,
          ...(notify === undefined ? {} : { notify }),
          log,
        }),
    },
  ];
}
