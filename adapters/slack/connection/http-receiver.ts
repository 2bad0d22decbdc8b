import type { IncomingMessage, ServerResponse } from "node:http";
import { isValidSlackRequest } from "@slack/bolt";
import type { App, Receiver } from "@slack/bolt";
import type { Logger } from "../../../src/log/logger.ts";
import { within } from "../within.ts";
import { createDeliver } from "./deliver.ts";
import { readBody } from "./read-body.ts";
import { parsePayload } from "./parse-payload.ts";

export interface HttpReceiverOptions {
  readonly signingSecret: string;
  readonly log: Logger;
  readonly now: () => number;
  /** Slack has given up by three seconds. */
  readonly answerMs?: number;
}

export interface HttpReceiver extends Receiver {
  /** Answers one request of Slack; for the bot's own HTTP server. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** A request older, or from further in the future, may be a recording. */
const MAX_SKEW_SECONDS = 300;
const MAX_BYTES = 1_048_576;
const ANSWER_MS = 2_800;

/**
 * Slack over HTTP, mounted on the bot's own server. Nothing is parsed before its signature holds. An event is answered
 * with 200 when it is stored, and with 503 when that did not work in time, so that Slack sends it again.
 */
export function createHttpReceiver(options: HttpReceiverOptions): HttpReceiver {
  const { log, answerMs = ANSWER_MS } = options;
  let app: App | undefined;
  const deliver = createDeliver(() => app, log);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") return reply(response, 405);
    const body = await readBody(request, MAX_BYTES);
    if (body === undefined) return reply(response, 413);
    if (!isSigned(request, body, options)) return reply(response, 401);
    const payload = parsePayload(body, request.headers["content-type"]);
    if (payload === undefined) return reply(response, 400);
    if (payload["ssl_check"] !== undefined) return reply(response, 200);
    if (payload["type"] === "url_verification")
      return reply(response, 200, { challenge: payload["challenge"] });
    const work = deliver(withRetry(payload, request), async (answer) => reply(response, 200, answer));
    const outcome = await within(answerMs, work);
    if (outcome === "late" || (!outcome && !response.headersSent)) reply(response, 503);
  }

  return {
    init(given) {
      app = given;
    },
    start: async () => undefined,
    stop: async () => undefined,
    handle,
  };
}

function withRetry(body: Record<string, unknown>, { headers }: IncomingMessage) {
  const retryNum = Number(headers["x-slack-retry-num"] ?? Number.NaN);
  const retryReason = headers["x-slack-retry-reason"];
  return {
    body,
    ...(Number.isInteger(retryNum) ? { retryNum } : {}),
    ...(typeof retryReason === "string" ? { retryReason } : {}),
  };
}

function isSigned(
  { headers }: IncomingMessage,
  body: string,
  { signingSecret, now }: HttpReceiverOptions,
): boolean {
  const signature = headers["x-slack-signature"];
  const timestamp = headers["x-slack-request-timestamp"];
  if (typeof signature !== "string" || typeof timestamp !== "string" || !/^\d{1,12}$/u.test(timestamp))
    return false;
  const seconds = Number(timestamp);
  if (Math.abs(now() / 1_000 - seconds) > MAX_SKEW_SECONDS) return false;
  return isValidSlackRequest({
    signingSecret,
    body,
    headers: { "x-slack-signature": signature, "x-slack-request-timestamp": seconds },
    nowMilliseconds: now(),
  });
}

function reply(response: ServerResponse, status: number, answer?: unknown): void {
  if (response.headersSent) return;
  const isEmpty = answer === undefined || answer === "";
  const text = typeof answer === "string" ? answer : isEmpty ? "" : JSON.stringify(answer);
  const type = typeof answer === "object" ? "application/json" : "text/plain";
  const close = status === 413 ? { connection: "close" } : {};
  response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...close });
  response.end(text);
}
