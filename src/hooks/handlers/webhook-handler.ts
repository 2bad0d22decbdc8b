import type { Clock } from "../../clock.ts";
import { messageOf } from "../../errors.ts";
import type { HandlerOutcome, HookCall } from "../hook-handler.ts";
import { toOutcomeOfText } from "./handler-answer.ts";
import { signWebhook } from "./sign-webhook.ts";

export interface WebhookHook {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
}

export interface WebhookDeps {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

const MAX_ANSWER_BYTES = 64 * 1024;

/** The beginning of an answer; a server that never stops sending is cut off. */
async function readBody(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw new RangeError(`answered more than ${MAX_ANSWER_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The seconds that a server asks us to wait, in milliseconds. Dates are not worth their trouble here. */
function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

function toRefusal(response: Response): HandlerOutcome {
  const wait = retryAfterMs(response);
  return {
    status: "failed",
    message: `was answered with ${response.status}.`,
    retryable: response.status >= 500 || response.status === 429,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

/**
 * Posts the call as signed JSON. 2xx is an answer, everything else a failure; only 5xx, 429 and a network that
 * fails are worth another try. Redirects are refused: the signature was for this address.
 */
export async function runWebhookHook(
  hook: WebhookHook,
  call: HookCall,
  deps: WebhookDeps,
): Promise<HandlerOutcome> {
  const body = JSON.stringify({ hook: call.hook, key: call.key, attempt: call.attempt, input: call.input });
  const timestamp = String(Math.floor(deps.clock.now() / 1_000));
  const headers = {
    "content-type": "application/json",
    "x-switchyard-hook": call.hook,
    "x-switchyard-delivery": `${call.key}.${hook.name}`,
    "x-switchyard-timestamp": timestamp,
    "x-switchyard-signature": signWebhook(hook.secret, timestamp, body),
  };
  const request = { method: "POST", headers, body, redirect: "manual", signal: call.signal } as const;
  try {
    const response = await deps.fetch(hook.url, request);
    if (!response.ok) {
      await response.body?.cancel();
      return toRefusal(response);
    }
    return toOutcomeOfText(await readBody(response));
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : "";
    const message = `could not be reached: ${messageOf(error)}${cause}`;
    return { status: "failed", message, retryable: !(error instanceof RangeError) };
  }
}
