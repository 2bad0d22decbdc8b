import { channel } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import type { App, Receiver } from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import type { WebClientOptions } from "@slack/web-api";
import { z } from "zod";
import { messageOf } from "../../../src/errors.ts";
import type { Logger } from "../../../src/log/logger.ts";
import { toSlackLogger } from "../slack-logger.ts";
import { within } from "../within.ts";
import type { ConnectionState } from "./connection-state.ts";
import { createDeliver } from "./deliver.ts";
import { explainFailure } from "./explain-failure.ts";

export interface SocketReceiverOptions {
  readonly appToken: string;
  readonly client: WebClientOptions;
  readonly state: ConnectionState;
  readonly log: Logger;
  readonly times?: Partial<SocketTimes>;
}

/** All in milliseconds. */
export interface SocketTimes {
  /** Slack must have said hello by then. */
  readonly helloMs: number;
  /** A socket that gives no sign of life so long is dead, whatever it says. */
  readonly silentMs: number;
  /** The longest wait between two tries when Slack cannot be reached. */
  readonly retryMs: number;
  /** The wait after an answer that no waiting cures: four tries a minute. */
  readonly refusedMs: number;
}

const TIMES: SocketTimes = { helloMs: 3_000, silentMs: 3_000, retryMs: 2_500, refusedMs: 15_000 };
const FIRST_RETRY_MS = 100;
/** A connection that lived so long was a good one: what comes after it starts without a wait. */
const GOOD_MS = 5_000;

const SlackEnvelope = z.looseObject({
  body: z.record(z.string(), z.unknown()),
  ack: z.custom<(response?: unknown) => Promise<void>>((value) => typeof value === "function"),
  retry_num: z.number().optional(),
  retry_reason: z.string().optional(),
});

/**
 * Socket Mode with one socket at a time that comes back by itself. The library waits five seconds after every end of a
 * connection, gives up when Slack cannot be reached, and believes a socket that has gone silent for half a minute; so it
 * opens single connections here and this decides when. A new connection is a new client, so that no listener is ever
 * there twice, and an event is acknowledged only when whoever handles it is through.
 */
export function createSocketReceiver(options: SocketReceiverOptions): Receiver {
  const times = { ...TIMES, ...options.times };
  const stopping = new AbortController();
  let app: App | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const outcome = await connectOnce({ ...options, times, app, signal: stopping.signal });
      if (stopping.signal.aborted) return;
      failures = performance.now() - startedAt > GOOD_MS && outcome === undefined ? 0 : failures + 1;
      await pause(waitAfter(failures, outcome, times), stopping.signal);
    }
  }

  return {
    init(given) {
      app = given;
    },
    /** Resolves at once: without a network the connection comes when it can. */
    async start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Attempt extends Omit<SocketReceiverOptions, "times"> {
  readonly times: SocketTimes;
  readonly app: App | undefined;
  readonly signal: AbortSignal;
}

type Outcome = ReturnType<typeof explainFailure> | undefined;

function waitAfter(failures: number, outcome: Outcome, { retryMs, refusedMs }: SocketTimes): number {
  if (outcome?.isFinal === true) return refusedMs;
  if (outcome?.retryAfterMs !== undefined) return outcome.retryAfterMs;
  return failures === 0 ? 0 : Math.min(retryMs, FIRST_RETRY_MS * 2 ** (failures - 1));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** One connection from its beginning to its end; undefined when it ended after it had been open. */
async function connectOnce(attempt: Attempt): Promise<Outcome> {
  const { state, times, signal } = attempt;
  const client = new SocketModeClient({
    appToken: attempt.appToken,
    autoReconnectEnabled: false,
    clientPingTimeout: times.silentMs,
    clientOptions: { ...attempt.client, timeout: times.helloMs },
    logger: toSlackLogger(attempt.log),
  });
  const ended = new AbortController();
  const closed = new Promise<void>((resolve) => {
    client.on("disconnected", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true, signal: ended.signal });
  });
  listen(client, attempt);
  try {
    const opened = await within(2 * times.helloMs, client.start());
    if (opened === "late")
      return fail(state, { sentence: "Slack opened no socket in time.", isFinal: false });
    state.solved("socket");
    await Promise.race([closed, silence(client, times.silentMs, AbortSignal.any([signal, ended.signal]))]);
    return undefined;
  } catch (error) {
    return signal.aborted
      ? undefined
      : fail(state, explainFailure(error ?? new Error("the socket was closed")));
  } finally {
    ended.abort();
    // What the old connection still says is nobody's any more: Slack sends it again on the next.
    client.removeAllListeners();
    client.on("error", () => undefined);
    void client.disconnect().catch(() => undefined);
  }
}

function fail(state: ConnectionState, failure: NonNullable<Outcome>): Outcome {
  state.problem("socket", failure.sentence, { isFinal: failure.isFinal });
  return failure;
}

function listen(client: SocketModeClient, { app, log }: Attempt): void {
  const deliver = createDeliver(() => app, log);
  client.on("error", () => undefined);
  client.on("slack_event", (raw: unknown) => {
    const envelope = SlackEnvelope.safeParse(raw);
    if (!envelope.success) return;
    const { body, ack, retry_num: retryNum, retry_reason: retryReason } = envelope.data;
    const send = async (response?: unknown) => {
      // The socket may be gone by now; what is stored is recognised when Slack sends it again.
      await ack(response).catch((error: unknown) =>
        log.debug({ error: messageOf(error) }, "an acknowledgement came too late for its socket"),
      );
    };
    const retry = {
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    };
    void deliver({ body, ...retry }, send);
  });
}

/**
 * Resolves when the socket has given no sign of life for a while. Counted in ticks of this process: after a pause of the
 * process itself, what has arrived meanwhile is read before it counts as silence.
 */
async function silence(client: SocketModeClient, silentMs: number, signal: AbortSignal): Promise<void> {
  const ticks = 5;
  let quiet = 0;
  const alive = () => {
    quiet = 0;
  };
  const signs = ["undici:websocket:pong", "undici:websocket:ping"].map((name) => channel(name));
  for (const sign of signs) sign.subscribe(alive);
  client.on("ws_message", alive);
  try {
    while (!signal.aborted && quiet < ticks) {
      await pause(silentMs / ticks, signal);
      quiet += 1;
    }
  } finally {
    for (const sign of signs) sign.unsubscribe(alive);
  }
}
