import { RateLimitError, REST } from "discord.js";
import type { RawFile, RequestMethod, RouteLike } from "discord.js";
import type { Clock } from "../../src/clock.ts";
import { rateLimited, toBotError } from "./errors.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RestCall {
  readonly method: Method;
  /** From `Routes`, without host and version. */
  readonly path: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly files?: readonly RawFile[];
  /** False for what an interaction's own token allows. */
  readonly auth?: false;
}

/** Discord's REST API. Calls reject with a `BotError`; none leaves before the limit that it would run into is over. */
export interface DiscordRest {
  call(call: RestCall): Promise<unknown>;
  /** Like `call`, but waits rate limits out instead of rejecting. */
  patiently(call: RestCall): Promise<unknown>;
  /** Nothing of it keeps the process alive then. */
  close(): void;
  /** The client itself, for the gateway to find its address. */
  readonly client: REST;
  /** Answers that count against the bot (401, 403, 429) in the last ten minutes; at 10,000 Discord shuts it out. */
  invalidRequests(): number;
}

export interface RestOptions {
  readonly token: string;
  /** Default: Discord's own. */
  readonly apiUrl?: string;
  readonly clock: Clock;
  /** Told once for each ten minutes in which invalid requests pile up. */
  readonly onInvalidRequests?: (count: number) => void;
}

const TIMEOUT_MS = 8_000;
const WINDOW_MS = 600_000;
/** A tenth of what Discord tolerates, and far more than a bot in order ever makes. */
const ALARM_AT = 1_000;
const PATIENT_TRIES = 20;

/** Every id after the one that the limit belongs to is left out: limits are per channel, server or webhook. */
function bucketOf({ method, path }: RestCall): string {
  const [, first = "", major = "", ...rest] = path.split("/");
  return `${method} ${first}/${major}/${rest.map((piece) => (/^\d{5,}$/u.test(piece) ? ":id" : piece)).join("/")}`;
}

/** Retries nothing by itself: the outbox decides when to try again, with the same nonce. */
export function createDiscordRest({ token, apiUrl, clock, onInvalidRequests }: RestOptions): DiscordRest {
  const api = apiUrl?.replace(/\/+$/u, "").replace(/\/v\d+$/u, "");
  const client = new REST({
    version: "10",
    ...(api === undefined ? {} : { api }),
    retries: 0,
    timeout: TIMEOUT_MS,
    offset: 0,
    rejectOnRateLimit: () => true,
  }).setToken(token);
  const holds = createHolds(clock);
  const invalid = countInvalid(clock, onInvalidRequests);
  client.on("response", (_request, { status, headers }) =>
    invalid.note(status, headers.get("x-ratelimit-scope")),
  );

  async function call(request: RestCall): Promise<unknown> {
    const { method, path, body, query, files, auth } = request;
    const bucket = bucketOf(request);
    holds.refuseEarly(bucket);
    try {
      return await client.request({
        method: method as RequestMethod,
        fullRoute: path as RouteLike,
        ...(body === undefined ? {} : { body }),
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
        ...(files === undefined || files.length === 0 ? {} : { files: [...files] }),
        ...(auth === undefined ? {} : { auth }),
      });
    } catch (error) {
      if (error instanceof RateLimitError) {
        const wait = Math.max(error.retryAfter, error.sublimitTimeout);
        holds.hold(error.global ? "global" : bucket, wait);
      }
      throw toBotError(error);
    }
  }

  return {
    call,
    client,
    close() {
      client.clearHashSweeper();
      client.clearHandlerSweeper();
    },
    invalidRequests: invalid.count,
    async patiently(request) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await call(request);
        } catch (error) {
          const { code, retryAfterMs = 1_000 } = toBotError(error);
          if (code !== "chat.rate_limited" || attempt >= PATIENT_TRIES) throw error;
          await clock.sleep(retryAfterMs);
        }
      }
    },
  };
}

/** Limits that a whole server shares are not remembered by the client when it rejects. */
function createHolds(clock: Clock) {
  const until = new Map<string, number>();
  return {
    hold: (bucket: string, waitMs: number): void => void until.set(bucket, clock.now() + waitMs),
    refuseEarly(bucket: string): void {
      const now = clock.now();
      for (const [key, end] of until) if (end <= now) until.delete(key);
      const end = Math.max(until.get(bucket) ?? 0, until.get("global") ?? 0);
      if (end > now) throw rateLimited(end - now);
    },
  };
}

function countInvalid(clock: Clock, alarm: RestOptions["onInvalidRequests"]) {
  const times: number[] = [];
  let alarmedAt = Number.NEGATIVE_INFINITY;
  const forget = (): void => {
    while ((times[0] ?? Number.POSITIVE_INFINITY) < clock.now() - WINDOW_MS) times.shift();
  };
  return {
    note(status: number, scope: string | null): void {
      // Limits that others have used up are not held against the bot.
      if (status !== 401 && status !== 403 && (status !== 429 || scope === "shared")) return;
      times.push(clock.now());
      forget();
      if (times.length < ALARM_AT || clock.now() - alarmedAt < WINDOW_MS) return;
      alarmedAt = clock.now();
      alarm?.(times.length);
    },
    count(): number {
      forget();
      return times.length;
    },
  };
}
