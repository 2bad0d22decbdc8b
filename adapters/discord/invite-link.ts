import { OAuth2Scopes, PermissionFlagsBits } from "discord.js";

/** What the bot does on a server, with the reason; nothing that it does not need. */
export const PERMISSIONS: readonly {
  readonly name: keyof typeof PermissionFlagsBits;
  readonly why: string;
}[] = [
  { name: "ViewChannel", why: "see its channels" },
  { name: "SendMessages", why: "answer" },
  { name: "SendMessagesInThreads", why: "answer in threads" },
  { name: "CreatePublicThreads", why: "open a thread for a task" },
  { name: "ReadMessageHistory", why: "read what was said while it was away" },
  { name: "AddReactions", why: "show where a message stands" },
  { name: "EmbedLinks", why: "show links with their picture" },
  { name: "AttachFiles", why: "send reports and logs" },
  { name: "PinMessages", why: "keep the board in sight" },
];

export function permissionBits(): bigint {
  return PERMISSIONS.reduce((bits, { name }) => bits | PermissionFlagsBits[name], 0n);
}

/** The names of permissions that are missing in the bits that the bot has; an administrator lacks none. */
export function missingPermissions(has: bigint): readonly { readonly name: string; readonly why: string }[] {
  if ((has & PermissionFlagsBits.Administrator) !== 0n) return [];
  return PERMISSIONS.filter(({ name }) => (has & PermissionFlagsBits[name]) === 0n);
}

/** The link by which somebody invites the bot into their server, with exactly the permissions that it needs. */
export function inviteLink(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: permissionBits().toString(),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
