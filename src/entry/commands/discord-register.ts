import { createDiscordRest } from "../../../adapters/discord/discord-rest.ts";
import { inviteLink } from "../../../adapters/discord/invite-link.ts";
import { registerCommands } from "../../../adapters/discord/register-commands.ts";
import { renderCommands } from "../../../adapters/discord/render-commands.ts";
import { systemClock } from "../../clock.ts";
import { readSettings } from "../../config/settings.ts";
import { allCommands } from "../../conversation/commands/all-commands.ts";
import { toHelp } from "../../conversation/commands/render-command-help.ts";
import { BotError } from "../../errors.ts";

export interface DiscordRegisterOptions {
  /** Only in this server, where a change shows at once; absent: in all. */
  readonly guild?: string;
  readonly dryRun: boolean;
}

/** `switchyard discord register`: prints the commands as JSON, and registers them unless it is a dry run. */
export async function runDiscordRegister({ guild, dryRun }: DiscordRegisterOptions): Promise<number> {
  const commands = renderCommands(allCommands.map(toHelp));
  const print = () => process.stdout.write(`${JSON.stringify(commands, null, 2)}\n`);
  if (dryRun) {
    print();
    return 0;
  }
  if (guild !== undefined && !/^\d{5,20}$/u.test(guild)) {
    throw new BotError(
      "discord.refused",
      `"${guild}" is no id of a server; copy it with Discord's developer mode.`,
    );
  }
  const { env } = readSettings();
  if (env.DISCORD_TOKEN === undefined) {
    throw new BotError(
      "discord.unauthorized",
      "Set DISCORD_TOKEN, or use --dry-run to only see the commands.",
    );
  }
  print();
  const apiUrl = env.DISCORD_API_URL;
  const rest = createDiscordRest({
    token: env.DISCORD_TOKEN,
    clock: systemClock,
    ...(apiUrl === undefined ? {} : { apiUrl }),
  });
  const { applicationId, registered, removed } = await registerCommands(rest, commands, guild);
  rest.close();
  const where = guild === undefined ? "in all servers" : `in the server ${guild}`;
  const gone = removed.length === 0 ? "" : `; removed: ${removed.join(", ")}`;
  process.stderr.write(`${registered.length} commands are registered ${where}${gone}.\n`);
  process.stderr.write(`Invite the bot: ${inviteLink(applicationId)}\n`);
  return 0;
}
