import type { MessageRef, MessageState, MessageStatus } from "../../../src/chat/messages.ts";
import { BotError } from "../../../src/errors.ts";
import type { SlackClients } from "../clients.ts";
import { tsOf } from "../ids.ts";
import type { SlackCalls } from "./slack-call.ts";
import { meaningOf } from "./slack-errors.ts";

/** The reaction for each state, by Slack's names. */
export type StatusReactions = Readonly<Record<MessageState, string>>;

export const STATUS_REACTIONS: StatusReactions = {
  received: "eyes",
  queued: "hourglass_flowing_sand",
  running: "gear",
  done: "white_check_mark",
  failed: "x",
  dead: "sos",
};

export interface StatusDeps {
  readonly calls: SlackCalls;
  readonly clients: SlackClients;
  readonly reactions: StatusReactions;
}

/** Messages whose reaction is remembered; of others Slack is asked. */
const KEPT = 5_000;

interface Target {
  readonly workspace: string;
  readonly channel: string;
  readonly timestamp: string;
}

/** What the reaction cannot say, said where Slack shows it: while something runs in a thread of the assistant. */
function wordsOf({ state, note, position }: MessageStatus): string {
  if (state === "queued")
    return position === undefined ? "is waiting for its turn…" : `waits, ${position} before it…`;
  if (state === "running") return note === undefined ? "is working on it…" : `is working on it: ${note}…`;
  return state === "received" ? "is reading…" : "";
}

/** What is as it should be already is done. */
async function quietly(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof BotError) || meaningOf(error.cause) !== "done") throw error;
  }
}

/** One reaction on a person's message, which changes; in the assistant's threads Slack's own status as well. */
export function createStatusReactions({ calls, clients, reactions }: StatusDeps) {
  const shown = new Map<string, string>();
  const ours = new Set(Object.values(reactions));

  async function add({ workspace, channel, timestamp }: Target, name: string): Promise<void> {
    await quietly(
      calls.call(workspace, "reactions.add", (client) => client.reactions.add({ channel, timestamp, name })),
    );
  }

  async function remove({ workspace, channel, timestamp }: Target, name: string): Promise<void> {
    await quietly(
      calls.call(workspace, "reactions.remove", (client) =>
        client.reactions.remove({ channel, timestamp, name }),
      ),
    );
  }

  /** Those of ours that another process, or this one before its start, has left. */
  async function lookUp({ workspace, channel, timestamp }: Target): Promise<string[]> {
    const answer = await calls.call(workspace, "reactions.get", (client) =>
      client.reactions.get({ channel, timestamp, full: true }),
    );
    const me = clients.who(workspace)?.botUserId;
    const found = answer.message?.reactions ?? [];
    return found.flatMap(({ name, users }) =>
      name !== undefined && ours.has(name) && (me === undefined || users?.includes(me) === true)
        ? [name]
        : [],
    );
  }

  async function react(target: Target, state: MessageState): Promise<void> {
    const key = `${target.workspace} ${target.channel} ${target.timestamp}`;
    const name = reactions[state];
    const before = shown.get(key);
    if (before === name) return;
    const old = before === undefined && state !== "received" ? await lookUp(target) : [before ?? name];
    await add(target, name);
    for (const other of old) if (other !== name) await remove(target, other);
    if (shown.size >= KEPT) shown.clear();
    shown.set(key, name);
  }

  return async function setStatus(ref: MessageRef, status: MessageStatus): Promise<void> {
    const { workspace, channel } = ref;
    const timestamp = tsOf(ref.id);
    const thread = tsOf(ref.thread) ?? timestamp;
    if (channel.startsWith("D") && thread !== undefined) {
      await calls.attempt(workspace, "assistant.threads.setStatus", (client) =>
        client.assistant.threads.setStatus({
          channel_id: channel,
          thread_ts: thread,
          status: wordsOf(status),
        }),
      );
    }
    // What is no message, such as a command, has nothing to react to.
    if (timestamp !== undefined) await react({ workspace, channel, timestamp }, status.state);
  };
}
