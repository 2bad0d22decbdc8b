import { BOT, EVA, ID } from "./room.ts";
import type { Room, RoomMessage } from "./room.ts";

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: Record<string, string>;
}

export interface RestResult {
  readonly status: number;
  readonly body?: unknown;
}

type Body = Record<string, unknown>;

const problem = (status: number, code: number, message: string): RestResult => ({
  status,
  body: { code, message },
});
const UNKNOWN_CHANNEL = problem(404, 10_003, "Unknown Channel");
const UNKNOWN_MESSAGE = problem(404, 10_008, "Unknown Message");

/** The REST side: what a bot can do in a room, with Discord's own refusals. */
export function createRestSide(room: Room, options: { readonly gatewayUrl: string }) {
  const answers = new Map<string, { body: { type: number; data?: Body }; atMs: number }>();
  const commands = new Map<string, Body[]>();
  const nonces = new Map<string, RoomMessage>();
  /** The message that answers an interaction, by its token. */
  const originals = new Map<string, RoomMessage>();

  function contentOf(body: Body): string {
    return typeof body["content"] === "string" ? body["content"] : "";
  }

  function tooLong(body: Body): RestResult | undefined {
    return contentOf(body).length > 2_000
      ? problem(400, 50_035, "Invalid Form Body: content must be 2000 or fewer")
      : undefined;
  }

  function make(
    channelId: string,
    body: Body,
    files: Record<string, string>,
    more: Partial<RoomMessage> = {},
  ): RoomMessage {
    const reference = body["message_reference"] as { message_id: string } | undefined;
    const known = reference === undefined ? undefined : room.find(channelId, reference.message_id);
    return room.add({
      channel_id: channelId,
      author: BOT,
      content: contentOf(body),
      components: (body["components"] ?? []) as RoomMessage["components"],
      embeds: (body["embeds"] ?? []) as unknown[],
      files,
      ...(typeof body["nonce"] === "string" ? { nonce: body["nonce"] } : {}),
      ...(known === undefined ? {} : { message_reference: { message_id: known.id, channel_id: channelId } }),
      ...more,
    });
  }

  function create(channelId: string, body: Body, files: Record<string, string>): RestResult {
    if (!room.channels.has(channelId)) return UNKNOWN_CHANNEL;
    const long = tooLong(body);
    if (long !== undefined) return long;
    if (contentOf(body).trim() === "" && Object.keys(files).length === 0)
      return problem(400, 50_006, "Cannot send an empty message");
    const nonce =
      body["enforce_nonce"] === true && typeof body["nonce"] === "string" ? body["nonce"] : undefined;
    const before = nonce === undefined ? undefined : nonces.get(nonce);
    if (before !== undefined) return { status: 200, body: room.toApi(before) };
    const message = make(channelId, body, files);
    if (nonce !== undefined) nonces.set(nonce, message);
    return { status: 200, body: room.toApi(message) };
  }

  function change(message: RoomMessage, body: Body, files: Record<string, string>): RestResult {
    const long = tooLong(body);
    if (long !== undefined) return long;
    if (typeof body["content"] === "string") message.content = body["content"];
    if (Array.isArray(body["components"]))
      message.components = body["components"] as RoomMessage["components"];
    Object.assign(message.files, files);
    return { status: 200, body: room.toApi(message) };
  }

  function list(channelId: string, query: URLSearchParams): RestResult {
    const after = BigInt(query.get("after") ?? "0");
    const there = room.messages.filter(
      (message) => message.channel_id === channelId && BigInt(message.id) > after,
    );
    const limit = Number(query.get("limit") ?? "50");
    const chosen = query.has("after") ? there.slice(0, limit) : there.slice(-limit);
    return { status: 200, body: chosen.map(room.toApi).reverse() };
  }

  function inChannel(request: RestRequest, channelId: string, rest: readonly string[]): RestResult {
    const { method, query, files } = request;
    const body = (request.body ?? {}) as Body;
    const [what, id, more] = rest;
    const channel = room.channels.get(channelId);
    if (channel === undefined) return UNKNOWN_CHANNEL;
    if (what === undefined) return { status: 200, body: channel };
    if (what === "typing") return { status: 204 };
    if (what === "threads") {
      const first = make(channelId, body["message"] as Body, files);
      room.messages.splice(room.messages.indexOf(first), 1);
      const thread = room.openThread(channelId, first.id, String(body["name"]), ID.bot);
      room.add({ ...first, channel_id: thread.id });
      return { status: 201, body: thread };
    }
    if (what !== "messages") return problem(404, 0, "404: Not Found");
    if (id === "pins") return { status: 204 };
    if (id === undefined) return method === "GET" ? list(channelId, query) : create(channelId, body, files);
    const message = room.find(channelId, id);
    if (message === undefined) return UNKNOWN_MESSAGE;
    if (more === "threads") {
      if (room.channels.has(id))
        return problem(400, 160_004, "A thread has already been created for this message");
      return { status: 201, body: room.openThread(channelId, id, String(body["name"]), ID.bot) };
    }
    if (more === "reactions") {
      const emoji = rest[3] ?? "";
      message.own = message.own.filter((each) => each !== emoji);
      if (method === "PUT") message.own.push(emoji);
      return { status: 204 };
    }
    if (method === "PATCH") return change(message, body, files);
    if (method === "DELETE") {
      room.messages.splice(room.messages.indexOf(message), 1);
      return { status: 204 };
    }
    return { status: 200, body: room.toApi(message) };
  }

  function callback(id: string, token: string, body: { type: number; data?: Body }): RestResult {
    if (answers.has(id)) return problem(400, 40_060, "Interaction has already been acknowledged.");
    answers.set(id, { body, atMs: Date.now() });
    if (body.type === 4 || body.type === 5) {
      originals.set(token, make(ID.channel, body.data ?? {}, {}, { privateTo: EVA.id }));
    }
    return { status: 204 };
  }

  function webhook({ method, body, files }: RestRequest, token: string, original: boolean): RestResult {
    const data = (body ?? {}) as Body;
    if (![...answers.keys()].some((id) => token === `token-${id}`))
      return problem(404, 10_015, "Unknown Webhook");
    if (!original) {
      const message = make(ID.channel, data, files, { privateTo: EVA.id });
      return { status: 200, body: room.toApi(message) };
    }
    const message = originals.get(token);
    if (message === undefined || method !== "PATCH") return UNKNOWN_MESSAGE;
    return change(message, data, files);
  }

  function atApplication({ method, body }: RestRequest, rest: readonly string[]): RestResult {
    const key = rest[0] === "guilds" ? (rest[1] ?? "") : "global";
    if (method === "PUT") {
      const made = (body as Body[]).map((command) => ({ version: "1", id: room.nextId(), ...command }));
      commands.set(key, made);
      return { status: 200, body: made };
    }
    return { status: 200, body: commands.get(key) ?? [] };
  }

  function handle(request: RestRequest): RestResult {
    const [, first = "", second = "", ...rest] = request.path.split("/");
    switch (first) {
      case "gateway": {
        const limit = { total: 1_000, remaining: 999, reset_after: 1, max_concurrency: 1 };
        return { status: 200, body: { url: options.gatewayUrl, shards: 1, session_start_limit: limit } };
      }
      case "users":
        if (rest[0] === "channels") {
          const { recipient_id: userId } = request.body as { recipient_id: string };
          return { status: 200, body: room.directChannel(userId) };
        }
        return { status: 200, body: rest[0] === "guilds" ? [{ id: ID.guild, name: "home" }] : BOT };
      case "applications":
        if (second === "@me")
          return { status: 200, body: { id: ID.application, name: "switchyard", flags: 1 << 19 } };
        return atApplication(request, rest);
      case "guilds":
        return rest[1] === ID.eva
          ? { status: 200, body: room.member }
          : problem(404, 10_007, "Unknown Member");
      case "interactions":
        return callback(second, rest[0] ?? "", request.body as { type: number });
      case "webhooks":
        return webhook(request, rest[0] ?? "", rest[2] === "@original");
      case "channels":
        return inChannel(request, second, rest);
      default:
        return problem(404, 0, "404: Not Found");
    }
  }

  return { handle, answers, commands };
}
