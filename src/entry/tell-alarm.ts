import type { ChatPort } from "../chat/chat-port.ts";
import { createPlaces } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { capitalise } from "../text/capitalise.ts";
import type { Store } from "../store/store.ts";

const HOUR_MS = 3_600_000;

export interface AlarmOptions {
  readonly config: Pick<Config, "channels" | "people">;
  readonly store: Pick<Store, "commit">;
  /** The platforms that are connected, the one in trouble included. */
  readonly chats: () => readonly Pick<ChatPort, "platform" | "workspaces">[];
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * What somebody has to see to on a platform: in the log, and where alerts go on the other ones, once for each kind of
 * alarm and hour.
 */
export function tellAlarm(platform: string, text: string, options: AlarmOptions): void {
  const { config, store, chats, clock, log } = options;
  log.error({ platform, alarm: text }, "a chat platform needs somebody");
  const others = () => chats().filter((chat) => chat.platform !== platform);
  const hour = Math.floor(clock.now() / HOUR_MS);
  const kind = text.replace(/\d+/gu, "").slice(0, 40).replace(/\W+/gu, "-");
  const deliveries = createPlaces(config, others)
    .for("alerts")
    .map((to, at) => ({
      id: `${platform}.alarm.${kind}.${hour}.${at}`,
      content: { kind: "post" as const, to, message: { text: `**${capitalise(platform)}:** ${text}` } },
      isUrgent: true,
    }));
  if (deliveries.length === 0) return;
  store.commit({ deliveries }).catch((error: unknown) => {
    log.error({ platform, error: messageOf(error) }, "an alarm about a platform could not be written down");
  });
}
