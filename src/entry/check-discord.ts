import { createDiscordRest } from "../../adapters/discord/discord-rest.ts";
import { inspectDiscord } from "../../adapters/discord/inspect-discord.ts";
import { renderCommands } from "../../adapters/discord/render-commands.ts";
import type { CommandHelp } from "../chat/command-help.ts";
import { systemClock } from "../clock.ts";
import type { Env } from "../config/env.ts";
import type { DoctorCheck } from "../doctor/doctor.ts";

/** Asks Discord what it says to the token: intents, servers, permissions and commands. Nothing without a token. */
export function checkDiscord(
  { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl }: Env,
  commands: readonly CommandHelp[],
): DoctorCheck {
  const name = "discord";
  return {
    name,
    async run() {
      if (token === undefined) return [];
      const rest = createDiscordRest({
        token,
        clock: systemClock,
        ...(apiUrl === undefined ? {} : { apiUrl }),
      });
      const names = renderCommands(commands).map((command) => command.name);
      const findings = await inspectDiscord(rest, names);
      rest.close();
      return findings.map((finding) => ({ name, ...finding }));
    },
  };
}
