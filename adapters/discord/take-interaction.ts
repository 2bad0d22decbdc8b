import { Routes } from "discord.js";
import type { Form, Incoming } from "../../src/chat/messages.ts";
import { messageOf } from "../../src/errors.ts";
import { readCustomId } from "./custom-id.ts";
import type { Chosen } from "./custom-id.ts";
import type { DiscordContext } from "./discord-context.ts";
import { shortenWhole } from "./cut-text.ts";
import { failedWith } from "./errors.ts";
import { noteAllowed, obstacleAt } from "./find-obstacle.ts";
import type { Interaction, SuggestInteraction } from "./gateway-events.ts";
import { fitsModal, renderForm } from "./render-form.ts";
import { toIncomingInteraction } from "./to-incoming-interaction.ts";

/** Kinds of a first answer to an interaction, and the mark of what only one person sees. */
const REPLY = 4;
const REPLY_LATER = 5;
const UPDATE_LATER = 6;
const SUGGESTIONS = 8;
const MODAL = 9;
const EPHEMERAL = 64;

/** Discord gives 3 s for the first answer; people notice after one. */
const FORM_WITHIN_MS = 400;
const FIRST_ANSWER_MS = 650;
const SUGGEST_WITHIN_MS = 1_500;
/** How long to go on trying to take an interaction in before its person is told that it did not work. */
const TRY_FOR_MS = 30_000;
const NOBODY = { parse: [], replied_user: false };
const FAILED = "I could not take that on; something is broken on my side. Please try again in a minute.";
const TAKEN = "I have taken that on; the answer is at the message.";
/** Why it cannot be taken on is said by the core, to the same person. */
const HEARD = "I have it.";
const UNKNOWN = "I no longer know what this was about. Please start again.";

async function within<Value>(ms: number, call: Promise<Value> | undefined, context: DiscordContext) {
  if (call === undefined) return undefined;
  const cancel = new AbortController();
  const late = context.clock.sleep(ms, cancel.signal).then(() => undefined);
  const value = await Promise.race([call.catch(() => undefined), late]);
  cancel.abort("answered");
  return value;
}

async function respond(interaction: Interaction, body: unknown, context: DiscordContext): Promise<void> {
  const path = Routes.interactionCallback(interaction.id, interaction.token);
  try {
    await context.rest.call({ method: "POST", path, body, auth: false });
  } catch (error) {
    // Another bot of this installation was quicker, or Discord was slower than its own deadline.
    if (failedWith(error, "discord.interaction_taken", "discord.interaction_over")) return;
    context.log.warn({ error: messageOf(error) }, "an interaction could not be answered");
  }
}

function say(content: string): unknown {
  return { type: REPLY, data: { content, flags: EPHEMERAL, allowed_mentions: NOBODY } };
}

/**
 * Takes an interaction: a form first where one belongs to it, else it goes to the core, and Discord hears within a
 * second that it arrived, whether the core has it by then or not.
 */
export async function takeInteraction(interaction: Interaction, context: DiscordContext): Promise<void> {
  const sinceMs = context.clock.now();
  if (interaction.type === 4) {
    await suggest(interaction, context);
    return;
  }
  noteAllowed(interaction, context);
  const recall = async (id: string): Promise<Chosen | undefined> => recallChosen(id, context);
  const chosen =
    interaction.type === 3
      ? await readCustomId(interaction.data.custom_id, interaction.data.values, recall)
      : undefined;
  const incoming = await toIncomingInteraction(interaction, chosen, context);
  if (incoming === undefined) {
    await respond(interaction, say(UNKNOWN), context);
    return;
  }
  const form = await formFor(interaction, incoming, context);
  if (form !== undefined) {
    await respond(interaction, { type: MODAL, data: renderForm(form) }, context);
    return;
  }
  await takeIn(interaction, incoming, { context, sinceMs });
}

async function formFor(
  interaction: Interaction,
  incoming: Incoming,
  context: DiscordContext,
): Promise<Form | undefined> {
  // A form cannot open another on Discord.
  if (interaction.type === 5) return undefined;
  const form = await within(FORM_WITHIN_MS, context.receiver()?.formFor?.(incoming), context);
  if (form === undefined || fitsModal(form)) return form;
  context.log.warn({ form: form.id, fields: form.fields.length }, "a form is too large for Discord");
  return undefined;
}

async function takeIn(
  interaction: Interaction,
  incoming: Incoming,
  { context, sinceMs }: { readonly context: DiscordContext; readonly sinceMs: number },
): Promise<void> {
  const taken = receive(incoming, context);
  const quick = within(
    Math.max(0, FIRST_ANSWER_MS - (context.clock.now() - sinceMs)),
    taken.then(() => "taken" as const),
    context,
  );
  const acknowledged = quick.then(async () =>
    respond(interaction, firstAnswer(interaction, incoming), context),
  );
  context.interactions.add({
    id: interaction.id,
    token: interaction.token,
    userId: incoming.from.id,
    channelId: interaction.channel_id ?? incoming.channel,
    isWaiting: incoming.kind === "command",
    acknowledged,
  });
  await acknowledged;
  const isTaken = await taken;
  const taking = obstacleAt(incoming, context) === undefined ? TAKEN : HEARD;
  if (incoming.kind === "message") await tellOf(isTaken ? taking : FAILED, interaction, context);
  else if (!isTaken && incoming.kind === "command") await tellOf(FAILED, interaction, context);
  else if (!isTaken) await tellLater(FAILED, interaction, context);
}

function firstAnswer(interaction: Interaction, incoming: Incoming): unknown {
  switch (incoming.kind) {
    case "choice":
      return { type: UPDATE_LATER };
    case "form":
      return interaction.type === 5 && interaction.message !== undefined
        ? { type: UPDATE_LATER }
        : say("Got it.");
    case "message":
    case "command":
    case "edit":
    case "deletion":
    case "reaction":
      return { type: REPLY_LATER, data: { flags: EPHEMERAL } };
  }
}

/** Whether the core has it in the end. An interaction comes once, so it is tried again here. */
async function receive(incoming: Incoming, context: DiscordContext): Promise<boolean> {
  const until = context.clock.now() + TRY_FOR_MS;
  for (let wait = 100; ; wait = Math.min(2_000, wait * 2)) {
    const receiver = context.receiver();
    if (receiver === undefined) return false;
    try {
      await receiver.receive(incoming);
      return true;
    } catch (error) {
      context.log.warn({ error: messageOf(error) }, "an interaction could not be taken in");
      if (context.clock.now() + wait > until) return false;
      await context.clock.sleep(wait);
    }
  }
}

/** Puts a text in the place of "is thinking". */
async function tellOf(content: string, { token }: Interaction, context: DiscordContext): Promise<void> {
  const application = context.bot()?.applicationId ?? "";
  await follow({ method: "PATCH", path: Routes.webhookMessage(application, token), content }, context);
}

/** Tells the person something more that only they see. */
async function tellLater(content: string, { token }: Interaction, context: DiscordContext): Promise<void> {
  const application = context.bot()?.applicationId ?? "";
  await follow(
    { method: "POST", path: Routes.webhook(application, token), content, flags: EPHEMERAL },
    context,
  );
}

interface FollowUp {
  readonly method: "PATCH" | "POST";
  readonly path: string;
  readonly content: string;
  readonly flags?: number;
}

async function follow({ method, path, ...said }: FollowUp, context: DiscordContext): Promise<void> {
  const body = { ...said, allowed_mentions: NOBODY };
  await context.rest.call({ method, path, body, auth: false }).catch((error: unknown) => {
    context.log.warn({ error: messageOf(error) }, "an interaction could not be answered");
  });
}

async function recallChosen(id: string, { memory }: DiscordContext): Promise<Chosen | undefined> {
  const stored = await memory.get(`choice:${id}`);
  const [prompt, value] = stored?.split("\u001f") ?? [];
  return prompt === undefined || value === undefined ? undefined : { prompt, value };
}

async function suggest(interaction: SuggestInteraction, context: DiscordContext): Promise<void> {
  const { data, user, member, guild_id: guild, channel_id: channel } = interaction;
  const focused = data.options.find((option) => option.focused === true);
  const userId = (member?.user ?? user)?.id;
  const request =
    focused === undefined || userId === undefined
      ? undefined
      : context.receiver()?.suggest?.({
          platform: "discord",
          workspace: guild ?? "direct",
          userId,
          ...(member === undefined ? {} : { groups: member.roles }),
          ...(channel === undefined ? {} : { channel }),
          command: data.name,
          argument: focused.name,
          typed: String(focused.value ?? ""),
        });
  const found = (await within(SUGGEST_WITHIN_MS, request, context)) ?? [];
  const choices = found
    .filter(({ value }) => value.length <= 100)
    .slice(0, 25)
    .map(({ label, value }) => ({ name: shortenWhole(label, 100), value }));
  await respond(interaction, { type: SUGGESTIONS, data: { choices } }, context);
}
