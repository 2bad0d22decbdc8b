import type { Conversation, MessageRef } from "../../../src/chat/messages.ts";
import { z } from "zod";
import { tsOf } from "../ids.ts";
import type { Channels } from "./channels.ts";
import { DELIVERY_EVENT } from "./post-message.ts";
import type { SlackCalls } from "./slack-call.ts";
import { streamMark } from "./stream-chunks.ts";

const Posted = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.object({ delivery: z.string() }) })
    .optional()
    .catch(undefined),
  blocks: z
    .array(z.object({ block_id: z.string().optional() }))
    .optional()
    .catch(undefined),
});
type Posted = z.infer<typeof Posted>;

function isOf({ metadata, blocks = [] }: Posted, deliveryId: string): boolean {
  if (metadata?.event_type === DELIVERY_EVENT) return metadata.event_payload.delivery === deliveryId;
  const mark = streamMark(deliveryId);
  return blocks.some(({ block_id }) => block_id === mark);
}

const PAGES = 5;
const PER_PAGE = 200;
/** Nobody looks up a post that is older than its delivery is kept trying. */
const BACK_MS = 24 * 3_600_000;

export interface FindDeps {
  readonly calls: SlackCalls;
  readonly channels: Channels;
  readonly now: () => number;
}

interface Page {
  readonly messages?: readonly unknown[] | undefined;
  readonly response_metadata?: { readonly next_cursor?: string | undefined } | undefined;
}

/** Looks through what was said lately for the message that carries this delivery's id. */
export function createFindDelivery({ calls, channels, now }: FindDeps) {
  async function pageOf(to: Conversation, channel: string, cursor: string | undefined): Promise<Page> {
    const ts = tsOf(to.thread);
    const window = {
      channel,
      limit: PER_PAGE,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const oldest = ((now() - BACK_MS) / 1_000).toFixed(6);
    return ts === undefined
      ? calls.call(to.workspace, "conversations.history", (client) =>
          client.conversations.history({ ...window, oldest }),
        )
      : calls.call(to.workspace, "conversations.replies", (client) =>
          client.conversations.replies({ ...window, ts, oldest }),
        );
  }

  return async function findDelivery(to: Conversation, deliveryId: string): Promise<MessageRef | undefined> {
    const channel = await channels.idOf(to);
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const { messages = [], response_metadata: more } = await pageOf(to, channel, cursor);
      for (const message of messages) {
        const { data } = Posted.safeParse(message);
        if (data !== undefined && isOf(data, deliveryId)) {
          const { workspace, platform, thread } = to;
          return { platform, workspace, channel, ...(thread === undefined ? {} : { thread }), id: data.ts };
        }
      }
      cursor = more?.next_cursor === "" ? undefined : more?.next_cursor;
      if (cursor === undefined) return undefined;
    }
    return undefined;
  };
}
