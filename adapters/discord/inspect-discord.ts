import { ApplicationFlags, Routes } from "discord.js";
import { z } from "zod";
import { messageOf } from "../../src/errors.ts";
import type { DiscordRest } from "./discord-rest.ts";
import { failedWith } from "./errors.ts";
import { inviteLink, missingPermissions } from "./invite-link.ts";
import { registeredCommands } from "./register-commands.ts";

const Application = z.object({ id: z.string(), name: z.string(), flags: z.number().default(0) });
const Guilds = z.array(z.object({ id: z.string(), name: z.string(), permissions: z.string().optional() }));

/** Something that was looked at on Discord. */
export interface DiscordFinding {
  readonly verdict: "ok" | "warning" | "problem";
  readonly message: string;
  readonly remedy?: string;
}

/** Looks at token, intents, servers, permissions and commands, one finding each; never rejects. */
export async function inspectDiscord(
  rest: DiscordRest,
  commandNames: readonly string[],
): Promise<readonly DiscordFinding[]> {
  let application: z.infer<typeof Application>;
  try {
    application = Application.parse(await rest.call({ method: "GET", path: Routes.currentApplication() }));
  } catch (error) {
    return [tokenProblem(error)];
  }
  const token: DiscordFinding = { verdict: "ok", message: `The token belongs to ${application.name}.` };
  const rests = await Promise.all([
    settle(async () => inspectGuilds(rest, application.id)),
    settle(async () => [await inspectCommands(rest, application.id, commandNames)]),
  ]);
  return [token, inspectIntents(application.flags), ...rests.flat()];
}

function tokenProblem(error: unknown): DiscordFinding {
  if (failedWith(error, "discord.unauthorized")) {
    const remedy =
      "In Discord's developer portal, under Bot, reset the token, and set DISCORD_TOKEN to the new one.";
    return { verdict: "problem", message: "Discord refuses the token.", remedy };
  }
  const remedy = "See that this machine reaches discord.com, or correct DISCORD_API_URL.";
  return { verdict: "problem", message: `Discord cannot be asked: ${messageOf(error)}.`, remedy };
}

/** Without the intent, Discord hides what people say in servers from the bot, and refuses its connection. */
function inspectIntents(flags: number): DiscordFinding {
  const granted = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  if ((flags & granted) !== 0)
    return { verdict: "ok", message: "It may read messages (Message Content Intent)." };
  return {
    verdict: "problem",
    message:
      "It may not read messages: Message Content Intent is off, and Discord will refuse the connection (4014).",
    remedy: "Switch it on in Discord's developer portal, under Bot, Privileged Gateway Intents.",
  };
}

async function inspectGuilds(rest: DiscordRest, applicationId: string): Promise<DiscordFinding[]> {
  const guilds = Guilds.parse(await rest.call({ method: "GET", path: Routes.userGuilds() }));
  const link = inviteLink(applicationId);
  if (guilds.length === 0) {
    return [{ verdict: "warning", message: "It is in no server.", remedy: `Invite it: ${link}` }];
  }
  const lacking = guilds.flatMap(({ name, permissions }) => {
    const missing = permissions === undefined ? [] : missingPermissions(BigInt(permissions));
    if (missing.length === 0) return [];
    const list = missing.map((each) => `${each.name} (to ${each.why})`).join(", ");
    const message = `In ${name} it lacks: ${list}.`;
    return [
      { verdict: "warning" as const, message, remedy: `Grant them to its role, or invite it again: ${link}` },
    ];
  });
  const servers = guilds.length === 1 ? "1 server" : `${guilds.length} servers`;
  return lacking.length > 0
    ? lacking
    : [{ verdict: "ok", message: `It is in ${servers}, with all permissions.` }];
}

async function inspectCommands(
  rest: DiscordRest,
  applicationId: string,
  wanted: readonly string[],
): Promise<DiscordFinding> {
  const there = await registeredCommands(rest, applicationId);
  const missing = wanted.filter((name) => !there.includes(name)).length;
  const stale = there.filter((name) => !wanted.includes(name)).length;
  if (missing + stale === 0) return { verdict: "ok", message: `${there.length} commands are registered.` };
  return {
    verdict: "warning",
    message: `Of its commands, ${missing} are not registered everywhere, and ${stale} are of an older version.`,
    remedy: "Run `switchyard discord register`. With commands in one server only, there is nothing to do.",
  };
}

async function settle(look: () => Promise<DiscordFinding[]>): Promise<DiscordFinding[]> {
  try {
    return await look();
  } catch (error) {
    return [{ verdict: "warning", message: `Could not be looked at: ${messageOf(error)}.` }];
  }
}
