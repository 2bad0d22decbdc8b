import type { z } from "zod";
import type { Conversation, Incoming, IncomingReaction } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { Reading } from "./incoming/envelope.ts";
import { toChanged, toDeletion, toReaction } from "./incoming/to-change.ts";
import type { ChangedEvent, DeletedEvent, ReactionEvent } from "./incoming/to-change.ts";
import { hear } from "./incoming/to-message.ts";
import type { MessageEvent } from "./incoming/to-message.ts";
import { LIMITS } from "./listen-deps.ts";
import type { ListenDeps } from "./listen-deps.ts";
import { within } from "./within.ts";
import { withSender } from "./with-sender.ts";

type Happened =
  | z.infer<typeof MessageEvent>
  | z.infer<typeof ChangedEvent>
  | z.infer<typeof DeletedEvent>
  | z.infer<typeof ReactionEvent>;

const THREAD_LOOKUP_MS = 1_200;

/**
 * Hands what happened to the core, if it is for the core at all. Resolves when it is stored; rejects when that did not
 * work in time, and then Slack sends it again and whatever was stored after all is recognised.
 */
export async function takeEvent(event: Happened, reading: Reading, deps: ListenDeps): Promise<void> {
  const limitMs = deps.limits?.eventMs ?? LIMITS.eventMs;
  if ((await within(limitMs, take(event, reading, deps))) !== "late") return;
  throw new BotError("chat.not_accepted", `The store did not answer within ${limitMs} ms.`, {
    retryable: true,
  });
}

async function take(event: Happened, reading: Reading, deps: ListenDeps): Promise<void> {
  if ("reaction" in event) {
    const reaction = toReaction(event, deps.reactions, reading);
    if (reaction !== undefined) await receive(await withThread(reaction, deps), deps);
    return;
  }
  if ("deleted_ts" in event) {
    const deletion = toDeletion(event, reading);
    if (deletion !== undefined) await receive(deletion, deps);
    return;
  }
  if ("message" in event) return takeChange(event, reading, deps);
  const heard = hear(event, reading);
  if (heard === undefined) return;
  if (heard.to === "thread" && !(await follows(heard.incoming, deps))) return;
  await receive(heard.incoming, deps);
}

/** Somebody may remember only later to mention the bot: that is a message, unless it was one before. */
async function takeChange(
  event: z.infer<typeof ChangedEvent>,
  reading: Reading,
  deps: ListenDeps,
): Promise<void> {
  const changed = toChanged(event, reading);
  if (changed === undefined) return;
  const { mentioned, change } = changed;
  if (mentioned !== undefined && (await receive(mentioned, deps)) === "accepted") return;
  await receive(change, deps);
}

async function follows(incoming: Conversation, { receiver }: ListenDeps): Promise<boolean> {
  const { platform, workspace, channel, thread } = incoming;
  const place = { platform, workspace, channel, ...(thread === undefined ? {} : { thread }) };
  return (await receiver().follows?.(place)) ?? false;
}

async function receive(incoming: Incoming, deps: ListenDeps): Promise<"accepted" | "duplicate"> {
  const { receiver, log } = deps;
  try {
    return await receiver().receive(await withSender(incoming, deps));
  } catch (error) {
    if (!(error instanceof BotError) || error.retryable || !error.code.startsWith("inbox.")) throw error;
    // It will be no better when Slack sends it again.
    log.warn({ code: error.code }, "something from Slack is no message");
    return "duplicate";
  }
}

/** A reaction says what it is on, not which thread that stands in. */
async function withThread(
  reaction: IncomingReaction,
  { clients, log }: ListenDeps,
): Promise<IncomingReaction> {
  const { workspace, channel, target } = reaction;
  const answer = await within(
    THREAD_LOOKUP_MS,
    clients.of(workspace).conversations.replies({ channel, ts: target, limit: 1, inclusive: true }),
  ).catch(() => "late" as const);
  if (answer === "late") {
    log.debug({ channel }, "the thread of a reaction could not be looked up");
    return reaction;
  }
  const thread = answer.messages?.find(({ ts }) => ts === target)?.thread_ts;
  return thread === undefined || thread === target ? reaction : { ...reaction, thread };
}
