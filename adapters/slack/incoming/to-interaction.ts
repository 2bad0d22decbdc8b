import { z } from "zod";
import type {
  IncomingChoice,
  IncomingCommand,
  IncomingForm,
  IncomingMessage,
  Sender,
} from "../../../src/chat/messages.ts";
import { decodeChoice } from "../choice-value.ts";
import { fromSlackName } from "../command-names.ts";
import { readFormMetadata } from "../form-metadata.ts";
import { sentAtOf } from "../ids.ts";
import type { Reading } from "./envelope.ts";
import { SlackMessage, toIncomingMessage } from "./to-message.ts";

/** The message shortcut "Make this a task", and the shortcut that is offered everywhere; both are in the manifest. */
export const MAKE_TASK = "make_task";
export const NEW_TASK = "new_task";

const Person = z.object({
  id: z.string().min(1),
  username: z.string().nullish(),
  name: z.string().nullish(),
  team_id: z.string().nullish(),
});

export const CommandBody = z.object({
  command: z.string().min(2),
  text: z.string().nullish(),
  user_id: z.string().min(1),
  user_name: z.string().nullish(),
  channel_id: z.string().min(1),
  trigger_id: z.string().min(1),
  /** Takes answers that the person alone sees, for half an hour. */
  response_url: z.string().nullish(),
});

export const ActionBody = z.object({
  type: z.literal("block_actions"),
  user: Person,
  channel: z.object({ id: z.string().min(1) }).nullish(),
  container: z.object({ thread_ts: z.string().nullish(), message_ts: z.string().nullish() }).nullish(),
  message: z.object({ ts: z.string(), thread_ts: z.string().nullish() }).nullish().catch(undefined),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string(),
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
  trigger_id: z.string(),
});

const ViewElement = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_user: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_date: z.string().nullish(),
});

export const ViewBody = z.object({
  type: z.literal("view_submission"),
  user: Person,
  view: z.object({
    id: z.string().min(1),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), ViewElement)) }),
  }),
});

export const MessageShortcutBody = z.object({
  type: z.literal("message_action"),
  callback_id: z.literal(MAKE_TASK),
  user: Person,
  channel: z.object({ id: z.string().min(1) }),
  message: SlackMessage,
  trigger_id: z.string(),
});

export const GlobalShortcutBody = z.object({
  type: z.literal("shortcut"),
  callback_id: z.literal(NEW_TASK),
  user: Person,
  trigger_id: z.string(),
});

function senderOf({ id, name, username, team_id: team }: z.infer<typeof Person>, workspace: string): Sender {
  const called = name ?? username;
  const isExternal = Boolean(team) && team !== workspace;
  return { id, ...(called ? { name: called } : {}), ...(isExternal ? { isExternal } : {}) };
}

/** A slash command; `prefix` is what the app's commands begin with where their plain names were taken. */
export function toCommand(
  body: z.infer<typeof CommandBody>,
  prefix: string,
  reading: Reading,
): IncomingCommand {
  return {
    platform: "slack",
    workspace: reading.workspace,
    channel: body.channel_id,
    id: `command.${body.trigger_id}`,
    from: { id: body.user_id, ...(body.user_name ? { name: body.user_name } : {}) },
    sentAt: new Date(reading.nowMs).toISOString(),
    isUnseen: true,
    kind: "command",
    name: fromSlackName(body.command, prefix),
    args: toArguments(body.text ?? ""),
  };
}

/** Slack escapes arguments as it does messages. */
function toArguments(text: string): string {
  return text
    .replace(/<(@[A-Z0-9]+)\|[^>]*>/gu, "<$1>")
    .replace(/<#[A-Z0-9]+\|([^>]+)>/gu, "#$1")
    .replace(/&lt;/gu, "<")
    .replace(/&gt;/gu, ">")
    .replace(/&amp;/gu, "&")
    .trim();
}

/** A button or menu of ours that was pressed; undefined for links and for what other versions left behind. */
export function toChoice(body: z.infer<typeof ActionBody>, reading: Reading): IncomingChoice | undefined {
  const [action] = body.actions;
  const choice = decodeChoice(action?.selected_option?.value ?? action?.value ?? "");
  if (action === undefined || choice === undefined) return undefined;
  const { container, message } = body;
  const thread = message?.thread_ts ?? container?.thread_ts ?? message?.ts ?? container?.message_ts;
  return {
    platform: "slack",
    workspace: reading.workspace,
    // In a home there is no channel: what is said then is said to the person alone.
    channel: body.channel?.id ?? `@${body.user.id}`,
    ...(thread ? { thread } : {}),
    id: `action.${action.action_ts}.${body.user.id}`,
    from: senderOf(body.user, reading.workspace),
    sentAt: sentAtOf(action.action_ts, reading.nowMs),
    kind: "choice",
    ...choice,
  };
}

/** A form that was sent; undefined when it is none of ours. Fields are known by the ids of their blocks. */
export function toForm(body: z.infer<typeof ViewBody>, reading: Reading): IncomingForm | undefined {
  const { view, user } = body;
  const context = readFormMetadata(view.private_metadata);
  if (context === undefined) return undefined;
  const values = Object.entries(view.state.values).flatMap(([field, elements]) => {
    const [element] = Object.values(elements);
    const value =
      element?.value ??
      element?.selected_option?.value ??
      element?.selected_user ??
      element?.selected_time ??
      element?.selected_date;
    return value === null || value === undefined ? [] : [[field, value] as const];
  });
  return {
    platform: "slack",
    workspace: reading.workspace,
    channel: context.channel,
    ...(context.thread === undefined ? { isUnseen: true } : { thread: context.thread }),
    id: `form.${view.id}`,
    from: senderOf(user, reading.workspace),
    sentAt: new Date(reading.nowMs).toISOString(),
    kind: "form",
    form: context.form,
    values: Object.fromEntries(values),
  };
}

/** Somebody wants a task made from a message, whoever wrote it; it stays in that message's thread. */
export function toRequest(body: z.infer<typeof MessageShortcutBody>, reading: Reading): IncomingMessage {
  const { message, channel, user } = body;
  return {
    ...toIncomingMessage(message, channel.id, reading),
    id: `request.${message.ts}`,
    thread: message.thread_ts ?? message.ts,
    from: senderOf(user, reading.workspace),
    isRequest: true,
  };
}

/** The shortcut that is offered everywhere: as if they had typed /ask in the bot's direct messages. */
export function toAsk(body: z.infer<typeof GlobalShortcutBody>, reading: Reading): IncomingCommand {
  return {
    platform: "slack",
    workspace: reading.workspace,
    channel: `@${body.user.id}`,
    id: `command.${body.trigger_id}`,
    from: senderOf(body.user, reading.workspace),
    sentAt: new Date(reading.nowMs).toISOString(),
    isUnseen: true,
    kind: "command",
    name: "ask",
    args: "",
  };
}
