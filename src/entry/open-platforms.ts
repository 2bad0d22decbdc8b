import type { ChatPort } from "../chat/chat-port.ts";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import { allCommands } from "../conversation/commands/all-commands.ts";
import { toHelp } from "../conversation/commands/render-command-help.ts";
import type { Logger } from "../log/logger.ts";
import type { ChatHost } from "./open-chats.ts";
import { openDiscord } from "./open-discord.ts";
import { openSlack, slackAccess } from "./open-slack.ts";

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
  const chats: ChatPort[] = [...local, ...openSlack({ settings, host, log })];
  const discord = openDiscord({
    settings,
    store: host.store,
    commands: allCommands.map(toHelp),
    others: () => chats.filter(({ platform }) => platform !== "discord"),
    clock: systemClock,
    log,
  });
  if (discord !== undefined) chats.push(discord);
  return chats;
}
