import type { App, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import type { Reading } from "./incoming/envelope.ts";
import { workspaceOf } from "./incoming/envelope.ts";
import { ChangedEvent, DeletedEvent, ReactionEvent } from "./incoming/to-change.ts";
import {
  ActionBody,
  CommandBody,
  GlobalShortcutBody,
  MessageShortcutBody,
  toAsk,
  toChoice,
  toCommand,
  toForm,
  toRequest,
  ViewBody,
} from "./incoming/to-interaction.ts";
import { MessageEvent } from "./incoming/to-message.ts";
import type { ListenDeps } from "./listen-deps.ts";
import { takeEvent } from "./take-event.ts";
import { suggestPrompts } from "./suggest-prompts.ts";
import { takeForm, takeInteraction } from "./take-interaction.ts";

const EventBody = z.object({ event: z.looseObject({ type: z.string() }) });

function readingOf(body: unknown, { clients, now }: ListenDeps): Reading | undefined {
  const workspace = workspaceOf(body);
  const who = workspace === undefined ? undefined : clients.who(workspace);
  if (workspace === undefined || who === undefined) return undefined;
  return { workspace, botUserId: who.botUserId, botId: who.botId, nowMs: now() };
}

/** Everything that Slack says to the app, in one place. What is for a workspace that it is not installed in is left alone. */
export function listen(app: App, deps: ListenDeps): void {
  app.event(/.*/u, async ({ body }) => {
    const reading = readingOf(body, deps);
    const parsed = EventBody.safeParse(body);
    if (reading !== undefined && parsed.success) await dispatchEvent(parsed.data.event, reading, deps);
  });
  listenToCommands(app, deps);
  listenToViews(app, deps);
}

type AnyEvent = z.infer<typeof EventBody>["event"];

async function dispatchEvent(event: AnyEvent, reading: Reading, deps: ListenDeps): Promise<void> {
  switch (event.type) {
    case "message":
    case "app_mention": {
      const parsed = z.union([ChangedEvent, DeletedEvent, MessageEvent]).safeParse(event);
      if (parsed.success) await takeEvent(parsed.data, reading, deps);
      return;
    }
    case "reaction_added": {
      const parsed = ReactionEvent.safeParse(event);
      if (parsed.success) await takeEvent(parsed.data, reading, deps);
      return;
    }
    case "app_home_opened": {
      const { data } = z.object({ user: z.string(), tab: z.literal("home") }).safeParse(event);
      const person = { platform: "slack", workspace: reading.workspace, userId: data?.user ?? "" };
      if (data !== undefined) await deps.receiver().homeOpened?.(person);
      return;
    }
    case "member_joined_channel":
      return noteJoined(event, reading, deps);
    case "assistant_thread_started":
      return suggestPrompts(event, reading, deps);
    case "app_uninstalled":
    case "tokens_revoked":
      return deps.onUninstalled(reading.workspace);
    default:
      notePerson(event, reading.workspace, deps);
  }
}

/** Somebody is in a channel from now on; of interest is the bot. See https://docs.slack.dev/reference/events/member_joined_channel */
async function noteJoined(
  event: AnyEvent,
  { workspace, botUserId }: Reading,
  deps: ListenDeps,
): Promise<void> {
  const { data } = z.object({ user: z.string(), channel: z.string() }).safeParse(event);
  if (data === undefined || data.user !== botUserId) return;
  await deps.receiver().letIn?.({ platform: "slack", workspace, channel: data.channel });
}

const PERSON_EVENTS: ReadonlySet<string> = new Set([
  "user_change",
  "subteam_members_changed",
  "subteam_updated",
]);

function notePerson(event: AnyEvent, workspace: string, deps: ListenDeps): void {
  if (!PERSON_EVENTS.has(event.type)) return;
  const { data } = z.object({ user: z.object({ id: z.string() }) }).safeParse(event);
  deps.onPersonChanged(workspace, data?.user.id);
}

function listenToCommands(app: App, deps: ListenDeps): void {
  app.command(/.*/u, async ({ body, ack }) => {
    const reading = readingOf(body, deps);
    const { data } = CommandBody.safeParse(body);
    if (reading === undefined || data === undefined) return ack();
    const incoming = toCommand(data, deps.commandPrefix, reading);
    const { workspace, channel, from } = incoming;
    if (data.response_url) deps.answers?.note({ workspace, channel, userId: from.id }, data.response_url);
    await takeInteraction({ incoming, trigger: data.trigger_id, ack, saysInAck: true }, deps);
  });
  app.action({ type: "block_actions" }, async ({ body, ack }) => {
    const reading = readingOf(body, deps);
    const { data } = ActionBody.safeParse(body);
    const incoming = reading === undefined || data === undefined ? undefined : toChoice(data, reading);
    if (incoming === undefined || data === undefined) return ack();
    await takeInteraction({ incoming, trigger: data.trigger_id, ack: async () => ack() }, deps);
  });
}

function listenToViews(app: App, deps: ListenDeps): void {
  app.view<ViewSubmitAction>(/.*/u, async ({ body, ack }) => {
    const reading = readingOf(body, deps);
    const { data } = ViewBody.safeParse(body);
    const incoming = reading === undefined || data === undefined ? undefined : toForm(data, reading);
    if (incoming === undefined || data === undefined) return ack();
    const [field = "form"] = Object.keys(data.view.state.values);
    await takeForm({ incoming, field, ack }, deps);
  });
  app.shortcut(/.*/u, async ({ body, ack }) => {
    const reading = readingOf(body, deps);
    const message = MessageShortcutBody.safeParse(body).data;
    const global = GlobalShortcutBody.safeParse(body).data;
    const trigger = message?.trigger_id ?? global?.trigger_id ?? "";
    if (reading === undefined || (message === undefined && global === undefined)) return ack();
    const incoming = message === undefined ? global && toAsk(global, reading) : toRequest(message, reading);
    if (incoming !== undefined) await takeInteraction({ incoming, trigger, ack: async () => ack() }, deps);
  });
}
