import type { Conversation, Incoming, Sender } from "../../src/chat/messages.ts";
import { joinArguments } from "../../src/chat/command-help.ts";
import type { Chosen } from "./custom-id.ts";
import { PLATFORM } from "./conversations.ts";
import { DIRECT } from "./directory.ts";
import type { DiscordContext } from "./discord-context.ts";
import type { CommandInteraction, FormInteraction, Interaction } from "./gateway-events.ts";
import { TASK_COMMAND } from "./render-commands.ts";
import { sentAt, textFor, toSender } from "./to-incoming.ts";

interface Base extends Conversation {
  readonly id: string;
  readonly from: Sender;
  readonly sentAt: string;
}

/** What somebody asked for by an interaction; undefined for what this bot knows nothing of. */
export async function toIncomingInteraction(
  interaction: Exclude<Interaction, { type: 4 }>,
  chosen: Chosen | undefined,
  context: DiscordContext,
): Promise<Incoming | undefined> {
  const user = interaction.member?.user ?? interaction.user;
  if (user === undefined || interaction.channel_id === undefined) return undefined;
  const where = await context.conversations.ofChannel(interaction.channel_id);
  const base: Base = {
    // A channel that the bot cannot see can be used with its commands all the same.
    ...(where ?? {
      platform: PLATFORM,
      workspace: interaction.guild_id ?? DIRECT,
      channel: interaction.channel_id,
    }),
    id: interaction.id,
    from: toSender(user, interaction.member),
    sentAt: sentAt(interaction.id),
  };
  switch (interaction.type) {
    case 2:
      return fromCommand(interaction, base, context);
    case 3: {
      if (chosen === undefined) return undefined;
      const at = base.thread === undefined ? await context.conversations.of(interaction.message) : undefined;
      return {
        ...base,
        thread: base.thread ?? at?.thread ?? interaction.message.id,
        kind: "choice",
        ...chosen,
      };
    }
    case 5:
      return fromForm(interaction, base, context);
  }
}

async function fromCommand(
  { data }: CommandInteraction,
  base: Base,
  context: DiscordContext,
): Promise<Incoming | undefined> {
  if (data.name !== TASK_COMMAND) {
    const values = Object.fromEntries(data.options.map(({ name, value }) => [name, String(value ?? "")]));
    const parts = context.commands.find(({ name }) => name === data.name)?.parts ?? [];
    const known = parts.length > 0 ? parts : Object.keys(values).map((name) => ({ name, description: "" }));
    return { ...base, ...unseen(base), kind: "command", name: data.name, args: joinArguments(known, values) };
  }
  const message = data.resolved?.messages?.[data.target_id ?? ""];
  if (message === undefined || message.content.trim() === "") return undefined;
  const at = base.thread === undefined ? await context.conversations.of(message) : undefined;
  return {
    ...base,
    kind: "message",
    // Once for each message, however many people ask for it; the message itself may have come in before.
    id: `${message.id}.task`,
    thread: base.thread ?? at?.thread ?? message.id,
    text: textFor(context.bot()?.userId ?? "", message.content),
    files: [],
    isRequest: true,
  };
}

/** Of a command nothing is to be seen but its answer. */
function unseen({ thread }: Base): Pick<Incoming, "isUnseen"> {
  return thread === undefined ? { isUnseen: true } : {};
}

async function fromForm(
  { data, message }: FormInteraction,
  base: Base,
  context: DiscordContext,
): Promise<Incoming | undefined> {
  if (!data.custom_id.startsWith("f:")) return undefined;
  const fields = data.components.flatMap(({ component, components = [] }) =>
    component === undefined ? components : [component],
  );
  const values = Object.fromEntries(
    fields.map(({ custom_id: id, value, values: picked }) => [id, value ?? picked?.[0] ?? ""]),
  );
  const at =
    message === undefined || base.thread !== undefined ? undefined : await context.conversations.of(message);
  const thread = base.thread ?? at?.thread ?? message?.id;
  return {
    ...base,
    ...(thread === undefined ? { isUnseen: true } : { thread }),
    kind: "form",
    form: data.custom_id.slice(2),
    values,
  };
}
