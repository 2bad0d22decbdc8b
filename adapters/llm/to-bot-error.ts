import { z } from "zod";
import { BotError } from "../../src/errors.ts";

/** The parts of a client's error that say what happened. */
const Failure = z.object({
  status: z.number().optional().catch(undefined),
  response: z.object({ status: z.number() }).optional().catch(undefined),
  headers: z.unknown().optional(),
});

const KEY_STATUS = new Set([401, 403]);
/** A conflict and a request that took too long pass; other refusals stay. */
const PASSING_STATUS = new Set([408, 409]);
const MAX_WAIT_MS = 600_000;

function retryAfterMs(headers: unknown): number | undefined {
  const value =
    headers instanceof Headers
      ? headers.get("retry-after")
      : z.object({ "retry-after": z.coerce.string() }).safeParse(headers).data?.["retry-after"];
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(MAX_WAIT_MS, Math.max(0, seconds * 1_000)) : undefined;
}

/**
 * What a provider's client threw, in our words: its own may repeat a part of the key or of the request, and stay in
 * `cause`.
 */
export function toBotError(error: unknown, model: string, signal: AbortSignal): BotError {
  if (error instanceof BotError) return error;
  if (signal.aborted) {
    return new BotError("execution.stopped", "The work was stopped before it was finished", {
      retryable: true,
      cause: error,
    });
  }
  const { status: direct, response, headers } = Failure.safeParse(error).data ?? {};
  const status = direct ?? response?.status;
  if (status === 429) {
    const wait = retryAfterMs(headers);
    return new BotError("llm.rate_limited", `${model} is asked too often, or its quota is used up.`, {
      cause: error,
      retryable: true,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  if (status !== undefined && status >= 400 && status < 500 && !PASSING_STATUS.has(status)) {
    const why = KEY_STATUS.has(status)
      ? "does not accept the key"
      : status === 404
        ? "is not known to its server"
        : "refuses the request; it may be too long for the model, or the model may know no tools";
    return new BotError("llm.refused", `${model} ${why} (status ${status}).`, { cause: error });
  }
  const said = status === undefined ? "cannot be reached" : `has trouble (status ${status})`;
  return new BotError("llm.unreachable", `${model} ${said}.`, { cause: error, retryable: true });
}
