import type { ChatPort, Pace, PostOptions } from "../../src/chat/chat-port.ts";
import type { Conversation, MessageRef, OutgoingMessage } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { SlackClients } from "./clients.ts";
import type { ResponseBook } from "./response-book.ts";
import { tsOf } from "./ids.ts";
import { attachFiles } from "./outgoing/attach-files.ts";
import { createChannels } from "./outgoing/channels.ts";
import { createFindDelivery } from "./outgoing/find-delivery.ts";
import { createFindObstacle } from "./outgoing/find-obstacle.ts";
import { homeToView } from "./outgoing/home-to-view.ts";
import { DELIVERY_EVENT, QUIET, toKnownBlocks, withFallback } from "./outgoing/post-message.ts";
import type { SendingDeps } from "./outgoing/post-message.ts";
import { fitMessage, fitUpdate } from "./outgoing/render-message.ts";
import { createSlackCalls } from "./outgoing/slack-call.ts";
import type { SlackCalls } from "./outgoing/slack-call.ts";
import { causeOf, meaningOf, slackWordOf } from "./outgoing/slack-errors.ts";
import { createStatusReactions, STATUS_REACTIONS } from "./outgoing/status-reactions.ts";
import type { StatusReactions } from "./outgoing/status-reactions.ts";
import { createStreams } from "./outgoing/streams.ts";
import type { StreamPlace, Streams, StreamsDeps } from "./outgoing/streams.ts";

/**
 * Slack's published rates: a message a second in a channel with short bursts; about 50 changes of messages and of
 * reactions a minute in a workspace.
 */
export const SLACK_PACE: Pace = {
  perChannelMs: 1_000,
  burst: 3,
  edits: { everyMs: 1_200, burst: 10 },
  statuses: { everyMs: 1_500, burst: 20 },
};

export interface SlackSenderOptions {
  readonly clients: SlackClients;
  readonly log: Logger;
  readonly now: () => number;
  /** Default: `STATUS_REACTIONS`. */
  readonly reactions?: StatusReactions;
  /** Default: `auto`, work in progress is streamed where the workspace has that. */
  readonly streaming?: "auto" | "off";
  /** Default: a timer that keeps no process alive. */
  readonly later?: StreamsDeps["later"];
  /** Ways back to those who used a command where the bot is not; absent: they are written to directly. */
  readonly answers?: Pick<ResponseBook, "say">;
  readonly onRefused?: (workspace: string, error: BotError) => void;
  readonly onServed?: (workspace: string) => void;
}

export type SlackSender = Required<
  Pick<
    ChatPort,
    | "pace"
    | "post"
    | "update"
    | "setStatus"
    | "findDelivery"
    | "postPrivate"
    | "pin"
    | "publishHome"
    | "linkTo"
    | "obstacleAt"
  >
>;

interface Sending extends SendingDeps {
  readonly log: Logger;
  readonly channels: ReturnType<typeof createChannels>;
  readonly streams: Streams;
  readonly answers: SlackSenderOptions["answers"];
}

function later(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
}

/** Everything that Switchyard says in Slack; errors are those that `ChatPort` promises. */
export function createSlackSender(options: SlackSenderOptions): SlackSender {
  const { clients, log, now, reactions = STATUS_REACTIONS } = options;
  const calls = createSlackCalls(options);
  const channels = createChannels(calls);
  const sending: Sending = {
    calls,
    channels,
    log,
    answers: options.answers,
    streams: createStreams({
      calls,
      log,
      now,
      isOn: options.streaming !== "off",
      later: options.later ?? later,
    }),
    onRefusedBlocks: (doing, error) =>
      log.warn({ doing, error: slackWordOf(causeOf(error)) }, "Slack refused blocks"),
  };
  return {
    pace: SLACK_PACE,
    post: (to, message, { deliveryId }) => post(sending, { to, message, deliveryId }),
    update: (ref, message) => update(sending, ref, message),
    setStatus: createStatusReactions({ calls, clients, reactions }),
    findDelivery: createFindDelivery({ calls, channels, now }),
    postPrivate: async (to, userId, message, { deliveryId }) =>
      postPrivate(sending, { to, message, deliveryId }, userId),
    obstacleAt: createFindObstacle(calls),
    ...createPlaceCalls(calls),
  };
}

/** What is done to messages and people by their ids alone. */
function createPlaceCalls(calls: SlackCalls): Pick<SlackSender, "pin" | "linkTo" | "publishHome"> {
  return {
    async pin({ workspace, channel, id }) {
      await calls
        .call(workspace, "pins.add", (client) => client.pins.add({ channel, timestamp: id }))
        .catch((error: unknown) => {
          if (meaningOf(causeOf(error)) !== "done") throw error;
        });
    },
    async linkTo({ workspace, channel, id }) {
      const message_ts = tsOf(id);
      if (message_ts === undefined) return undefined;
      const link = await calls.call(workspace, "chat.getPermalink", (client) =>
        client.chat.getPermalink({ channel, message_ts }),
      );
      return link.permalink;
    },
    async publishHome({ workspace, userId }, home) {
      const { type, blocks } = homeToView(home);
      const view = { type, blocks: toKnownBlocks(blocks) };
      await calls.call(workspace, "views.publish", (client) =>
        client.views.publish({ user_id: userId, view }),
      );
    },
  };
}

interface Post extends PostOptions {
  readonly to: Conversation;
  readonly message: OutgoingMessage;
}

async function post(sending: Sending, { to, message, deliveryId }: Post): Promise<MessageRef> {
  const { calls, channels } = sending;
  const { workspace } = to;
  const channel = await channels.idOf(to);
  const thread_ts = tsOf(to.thread);
  const stream = { workspace, channel, thread: thread_ts, message, deliveryId };
  const streamed = await sending.streams.start(stream);
  if (streamed !== undefined) return { ...to, channel, id: streamed };
  const fitting = fitMessage(message);
  const metadata = { event_type: DELIVERY_EVENT, event_payload: { delivery: deliveryId } };
  const answer = await channels.inside(workspace, channel, () =>
    withFallback(sending, { doing: "chat.postMessage", rendered: fitting.message }, (content) =>
      calls.call(workspace, "chat.postMessage", (client) =>
        client.chat.postMessage({
          channel,
          ...content,
          ...QUIET,
          metadata,
          ...(thread_ts === undefined ? {} : { thread_ts }),
        }),
      ),
    ),
  );
  const { ts } = answer;
  if (ts === undefined)
    throw new BotError("chat.unknown_outcome", "Slack named no message.", { retryable: true });
  const files = [...(fitting.whole === undefined ? [] : [fitting.whole]), ...(message.files ?? [])];
  await attachFiles(sending, { workspace, channel, thread: thread_ts ?? ts }, files);
  return { ...to, channel: answer.channel ?? channel, id: ts };
}

async function update(sending: Sending, ref: MessageRef, message: OutgoingMessage): Promise<void> {
  const { workspace, id } = ref;
  const channel = await sending.channels.idOf(ref);
  const place = { workspace, channel, ts: id };
  if (await sending.streams.show(place, message)) return;
  const change = () => replace(sending, place, message);
  await change().catch(async (error: unknown) => {
    // A stream that another process has begun, or that was left open.
    if (slackWordOf(causeOf(error)) !== "streaming_state_conflict") throw error;
    await sending.streams.end(place);
    await change();
  });
}

async function replace(
  sending: Sending,
  { workspace, channel, ts }: StreamPlace,
  message: OutgoingMessage,
): Promise<void> {
  await withFallback(sending, { doing: "chat.update", rendered: fitUpdate(message) }, (content) =>
    sending.calls.call(workspace, "chat.update", (client) =>
      client.chat.update({ channel, ts, ...content, parse: "none", link_names: false }),
    ),
  );
}

/** Not seen where it was meant to be: there they can be answered as they asked, and else in direct messages. */
const NOT_THERE = new Set(["user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"]);

async function postPrivate(
  sending: Sending,
  { to, message, deliveryId }: Post,
  userId: string,
): Promise<void> {
  const { calls } = sending;
  const direct = {
    to: { platform: to.platform, workspace: to.workspace, channel: `@${userId}` },
    message,
    deliveryId,
  };
  if (to.channel.startsWith("@") || message.files !== undefined) {
    await post(sending, direct);
    return;
  }
  const thread_ts = tsOf(to.thread);
  const { message: rendered, whole } = fitMessage(message);
  if (whole !== undefined) {
    await post(sending, direct);
    return;
  }
  try {
    await withFallback(sending, { doing: "chat.postEphemeral", rendered }, (content) =>
      calls.call(to.workspace, "chat.postEphemeral", (client) =>
        client.chat.postEphemeral({
          channel: to.channel,
          user: userId,
          ...content,
          parse: "none",
          link_names: false,
          ...(thread_ts === undefined ? {} : { thread_ts }),
        }),
      ),
    );
  } catch (error) {
    if (!NOT_THERE.has(slackWordOf(causeOf(error)) ?? "")) throw error;
    const asker = { workspace: to.workspace, channel: to.channel, userId };
    if ((await sending.answers?.say(asker, rendered)) !== true) await post(sending, direct);
  }
}
