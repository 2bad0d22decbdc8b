import type { ChatPort } from "../chat/chat-port.ts";
import { createPlaces } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { Store } from "../store/store.ts";

const HOUR_MS = 3_600_000;

export interface AlarmOptions {
  readonly platform: { readonly id: string; readonly title: string };
  readonly settings: Pick<Settings, "config">;
  readonly chats: () => readonly Pick<ChatPort, "platform" | "workspaces">[];
  readonly store: Pick<Store, "commit">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/**
 * Tells people about a platform that needs somebody, where alerts go on the other platforms: once for each kind of
 * alarm and hour.
 */
export function createAlarm(options: AlarmOptions): (text: string) => void {
  const { platform, settings, chats, store, clock, log } = options;
  const places = createPlaces(settings.config, () => chats().filter((chat) => chat.platform !== platform.id));
  return (text) => {
    const hour = Math.floor(clock.now() / HOUR_MS);
    const kind = text.replace(/\d+/gu, "").slice(0, 40).replace(/\W+/gu, "-");
    const deliveries = places.for("alerts").map((to, at) => ({
      id: `${platform.id}.alarm.${kind}.${hour}.${at}`,
      content: { kind: "post" as const, to, message: { text: `**${platform.title}:** ${text}` } },
      isUrgent: true,
    }));
    if (deliveries.length === 0) return;
    store.commit({ deliveries }).catch((error: unknown) => {
      log.error({ error: messageOf(error) }, `an alarm about ${platform.title} could not be written down`);
    });
  };
}
