import type { RecurringJob } from "../../jobs/clockwork.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { runScheduledRefit } from "../router/learning/run-scheduled-refit.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { openLearning } from "./open-learning.ts";
import { openVersions } from "./open-versions.ts";
import { operationsPlaces } from "./operations-places.ts";
import type { StartOptions } from "./start-switchyard.ts";

interface RefitParts extends Pick<StartOptions, "settings" | "log" | "bot"> {
  readonly agentDir: string;
  readonly definitions: Definitions;
  readonly connected: ConnectedStore;
}

/** One bot of all learns at night what people said by day. */
export function nightlyRefit(
  chats: readonly ChatPort[],
  { settings, log, bot, agentDir, definitions, connected }: RefitParts,
): readonly RecurringJob[] {
  const { routing, channels, organisation } = settings.config;
  const { enabled, cron, timeZone = organisation.timeZone } = routing.learning.nightly;
  if (!enabled) return [];
  const learning = openLearning({
    settings,
    agentDir,
    set: () => definitions.current(),
    labels: connected.store.labels,
    versions: openVersions(settings),
    log,
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
          places: () => operationsPlaces(channels, chats),
          ...(bot?.notify === undefined ? {} : { notify: bot.notify }),
          log,
        }),
    },
  ];
}
