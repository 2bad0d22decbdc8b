import { Routes } from "discord.js";
import { z } from "zod";
import type { DiscordRest } from "./discord-rest.ts";
import type { DiscordCommand } from "./render-commands.ts";

const Registered = z.array(z.object({ name: z.string() }));
const Application = z.object({ id: z.string() });

export interface Registration {
  readonly applicationId: string;
  readonly registered: readonly string[];
  /** Commands that were there and are not any more. */
  readonly removed: readonly string[];
}

export async function applicationIdOf(rest: DiscordRest): Promise<string> {
  return Application.parse(await rest.call({ method: "GET", path: Routes.currentApplication() })).id;
}

/** The names of what is registered now. */
export async function registeredCommands(
  rest: DiscordRest,
  applicationId: string,
  guild?: string,
): Promise<readonly string[]> {
  const path = commandsPath(applicationId, guild);
  return Registered.parse(await rest.call({ method: "GET", path })).map(({ name }) => name);
}

/** Puts the bot's commands in the place of all that are registered, everywhere or in one server. */
export async function registerCommands(
  rest: DiscordRest,
  commands: readonly DiscordCommand[],
  guild?: string,
): Promise<Registration> {
  const applicationId = await applicationIdOf(rest);
  const before = await registeredCommands(rest, applicationId, guild);
  await rest.patiently({ method: "PUT", path: commandsPath(applicationId, guild), body: commands });
  const registered = commands.map(({ name }) => name);
  return { applicationId, registered, removed: before.filter((name) => !registered.includes(name)) };
}

function commandsPath(applicationId: string, guild: string | undefined): string {
  return guild === undefined
    ? Routes.applicationCommands(applicationId)
    : Routes.applicationGuildCommands(applicationId, guild);
}
