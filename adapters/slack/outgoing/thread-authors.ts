import { z } from "zod";
import type { SlackCalls } from "./slack-call.ts";

const Root = z.object({
  user: z.string(),
  team: z.string().optional(),
  user_team: z.string().optional(),
  bot_id: z.undefined().optional(),
});

export interface Thread {
  readonly workspace: string;
  readonly channel: string;
  readonly thread: string;
}

/** For whom a stream is, in Slack's words. */
export interface StreamRecipient {
  readonly recipient_user_id?: string;
  readonly recipient_team_id?: string;
}

const KEPT = 5_000;

/**
 * For whom something in a thread is streamed: in direct messages there is no need to say, in a channel it is whoever
 * began the thread. Undefined where that was no person, or cannot be found out now.
 */
export function createThreadAuthors(calls: SlackCalls) {
  const authors = new Map<string, StreamRecipient>();
  return async ({ workspace, channel, thread }: Thread): Promise<StreamRecipient | undefined> => {
    if (channel.startsWith("D")) return {};
    const key = `${workspace} ${channel} ${thread}`;
    const before = authors.get(key);
    if (before !== undefined) return before;
    const found = await calls.attempt(workspace, `conversations.replies ${channel}`, (client) =>
      client.conversations.replies({ channel, ts: thread, limit: 1 }),
    );
    const { data } = Root.safeParse(found?.messages?.[0]);
    if (data === undefined) return undefined;
    const { user, user_team, team = workspace } = data;
    const recipient = { recipient_user_id: user, recipient_team_id: user_team ?? team };
    if (authors.size >= KEPT) authors.clear();
    authors.set(key, recipient);
    return recipient;
  };
}
