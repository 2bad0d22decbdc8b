import { BotError, messageOf } from "../../src/errors.ts";

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

/** Asked to wait or to come back: nothing was done. */
const LATER = new Set([403, 408, 425, 429]);

function isLater(error: unknown, status: number): boolean {
  return LATER.has(status) && (status !== 403 || /rate limit|abuse/iu.test(messageOf(error)));
}

function toBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  const status = statusOf(error);
  const cause = { cause: error };
  // Octokit gives network errors a status of 500 as well.
  if (status === undefined || status >= 500 || status < 400 || isLater(error, status)) {
    return new BotError("github.unavailable", `GitHub gave no answer that counts: ${messageOf(error)}`, {
      ...cause,
      retryable: true,
    });
  }
  const hint =
    status === 401
      ? " Look at GITHUB_TOKEN."
      : status === 404
        ? " Look at github.repository and the rights of the token."
        : "";
  return new BotError("effect.failed", `GitHub refused (${status}): ${messageOf(error)}.${hint}`, cause);
}

/** Undefined for what the server says does not exist. */
export async function orAbsent<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Errors of the client in the words of a code host. */
export async function inGithub<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toBotError(error);
  }
}
