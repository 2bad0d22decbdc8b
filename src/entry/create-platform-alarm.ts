import type { ChatPort } from "../chat/chat-port.ts";
import { createPlaces } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { Store } from "../store/store.ts";

const HOUR_MS = 3_600_000;

export interface PlatformAlarmOptions {
  /** Whose alarms they are, and what people call it. */
  readonly platform: string;
  readonly name: string;
  readonly config: Pick<Config, "channels" | "people">;
  /** The platforms that can carry them; that which is in trouble is left out. */
  readonly chats: () => readonly Pick<ChatPort, "platform" | "workspaces">[];
  readonly store: Pick<Store, "commit">;
  /** Tells whoever looks after the installation, besides. */
  readonly notify?: (text: string) => void;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/**
 * Tells what a platform needs a person for where alerts go on the other platforms, and in the log: once for each kind
 * of alarm and hour, whatever numbers are in it, and by however many bots. Never throws.
 */
export function createPlatformAlarm(options: PlatformAlarmOptions): (text: string) => void {
  const { platform, name, config, chats, store, notify, clock, log } = options;
  const others = () => chats().filter((chat) => chat.platform !== platform);
  return (text) => {
    log.error({ alarm: text }, `${name} needs somebody`);
    notify?.(text);
    const places = createPlaces(config, others).for("alerts");
    const hour = Math.floor(clock.now() / HOUR_MS);
    const kind = text.replace(/\d+/gu, "").slice(0, 40).replace(/\W+/gu, "-");
    const deliveries = places.map((to, at) => ({
      id: `${platform}.alarm.${kind}.${hour}.${at}`,
      content: { kind: "post" as const, to, message: { text: `**${name}:** ${text}` } },
      isUrgent: true,
    }));
    if (deliveries.length === 0) return;
    store.commit({ deliveries }).catch((error: unknown) => {
      log.error({ error: messageOf(error) }, `an alarm about ${name} could not be written down`);
    });
  };
}
