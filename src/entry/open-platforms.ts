import type { ChatPort } from "../chat/chat-port.ts";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import { allCommands } from "../conversation/commands/all-commands.ts";
import { toHelp } from "../conversation/commands/render-command-help.ts";
import type { Logger } from "../log/logger.ts";
import type { ChatHost } from "./open-chats.ts";
import { openDiscord } from "./open-discord.ts";
import { openSlack, slackAccess } from "./open-slack.ts";
import { tellAlarm } from "./tell-alarm.ts";

interface PlatformOptions {
  readonly settings: Settings;
  readonly host: ChatHost;
  /** Beside the platforms: the terminal, where there is one. */
  readonly local: readonly ChatPort[];
  readonly log: Logger;
}

/** Whether people write on a platform, so that the terminal is for the log. */
export function hasPlatform({ env }: Pick<Settings, "env">): boolean {
  return slackAccess(env) !== undefined || env.DISCORD_TOKEN !== undefined;
}

/** Every platform whose tokens are set, after what is there already. */
export function openPlatforms({ settings, host, local, log }: PlatformOptions): readonly ChatPort[] {
  const { config } = settings;
  const chats: ChatPort[] = [...local];
  const alarms = { config, store: host.store, chats: () => chats, clock: systemClock, log };
  const alarm = (platform: string) => (text: string) => tellAlarm(platform, text, alarms);
  chats.push(...openSlack({ settings, host, log, onAlarm: alarm("slack") }));
  const discord = openDiscord({
    settings,
    store: host.store,
    commands: allCommands.map(toHelp),
    alarm: alarm("discord"),
    clock: systemClock,
    log,
  });
  if (discord !== undefined) chats.push(discord);
  return chats;
}
