import type { Fields, SlackPost } from "./scripted-slack.ts";

/** What a stream shows: its plan, its cards by id in their order, and whether it is open. */
export interface SlackStream {
  readonly ts: string;
  readonly fields: Fields;
  state: "open" | "ended";
  title: string;
  readonly cards: Map<string, { readonly title: string; readonly status: string }>;
}

interface Chunk {
  readonly type: string;
  readonly id?: string;
  readonly title?: string;
  readonly status?: string;
  readonly blocks?: readonly object[];
}

const failure = (error: string): object => ({ ok: false, error });

/** What an open stream says to `chat.update`. */
export const CONFLICT = failure("streaming_state_conflict");

/**
 * Slack's streams by its rules: replies only, with a recipient in channels, at most 50 cards with titles of at most 256
 * characters; a card that comes again takes the place of the one before. Only an open stream can be added to and ended.
 */
export function createStreamPeer(posts: SlackPost[]) {
  const all: SlackStream[] = [];
  const open = (ts: string | undefined) => all.find((one) => one.ts === ts && one.state === "open");

  function add(stream: SlackStream, chunks: readonly Chunk[]): object | undefined {
    if (chunks.some(({ title = "" }) => title.length > 256)) return failure("invalid_chunks");
    for (const { type, id = "", title = "", status = "" } of chunks) {
      if (type === "plan_update") stream.title = title;
      if (type === "task_update") stream.cards.set(id, { title, status });
    }
    return stream.cards.size > 50 ? failure("invalid_chunks") : undefined;
  }

  function start(fields: Fields): object {
    const { channel = "", thread_ts: thread, recipient_user_id: user, recipient_team_id: team } = fields;
    if (thread === undefined) return failure("invalid_thread_ts");
    if (!channel.startsWith("D") && user === undefined) return failure("missing_recipient_user_id");
    if (!channel.startsWith("D") && team === undefined) return failure("missing_recipient_team_id");
    const chunks = JSON.parse(fields.chunks ?? "[]") as Chunk[];
    const ts = `1800000000.${String(posts.length + 1).padStart(6, "0")}`;
    const stream: SlackStream = { ts, fields, state: "open", title: "", cards: new Map() };
    const wrong = add(stream, chunks);
    if (wrong !== undefined) return wrong;
    all.push(stream);
    const blocks = JSON.stringify(chunks.flatMap((chunk) => chunk.blocks ?? []));
    posts.push({ channel, ts, thread, text: "", blocks, delivery: "", atMs: Date.now() });
    return { ts, channel };
  }

  return {
    all,
    isOpen: (ts: string | undefined) => open(ts) !== undefined,
    /** What becomes of a call; undefined for methods that are about no stream. */
    effect(method: string, fields: Fields): object | undefined {
      if (method === "chat.startStream") return start(fields);
      if (method !== "chat.appendStream" && method !== "chat.stopStream") return undefined;
      const stream = open(fields.ts);
      if (stream === undefined) return failure("message_not_in_streaming_state");
      if (method === "chat.stopStream") stream.state = "ended";
      else return add(stream, JSON.parse(fields.chunks ?? "[]") as Chunk[]) ?? { ts: stream.ts };
      return { ts: stream.ts };
    },
  };
}
