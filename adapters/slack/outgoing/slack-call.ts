import type { WebClient } from "@slack/web-api";
import { BotError } from "../../../src/errors.ts";
import type { SlackClients } from "../clients.ts";
import { ACCESS_PAUSE_MS, meaningOf, toChatError } from "./slack-errors.ts";
import type { Meaning } from "./slack-errors.ts";

/** Calls Slack for a workspace; what it rejects with is a `BotError` of the chat port. */
export interface SlackCalls {
  call<T>(workspace: string, doing: string, how: (client: WebClient) => Promise<T>): Promise<T>;
  /** The same for what not every workspace has: undefined where it does not, remembered for an hour. */
  attempt<T>(
    workspace: string,
    doing: string,
    how: (client: WebClient) => Promise<T>,
  ): Promise<T | undefined>;
}

export interface SlackCallsOptions {
  readonly clients: SlackClients;
  readonly now: () => number;
  /** The token of a workspace was refused: it cannot be served until somebody acts. */
  readonly onRefused?: (workspace: string, error: BotError) => void;
  /** It was taken again. */
  readonly onServed?: (workspace: string) => void;
}

const LACKING: ReadonlySet<Meaning> = new Set<Meaning>(["unsupported", "permanent"]);
const LACKING_MS = 3_600_000;

/**
 * A workspace whose token is refused is asked again once a minute and no more: everything else fails at once with the
 * same answer, so that a lost installation makes no storm.
 */
export function createSlackCalls({ clients, now, onRefused, onServed }: SlackCallsOptions): SlackCalls {
  const refused = new Map<string, { readonly error: BotError; readonly untilMs: number }>();
  const lacking = new Map<string, number>();

  function refusalOf(workspace: string): BotError | undefined {
    const last = refused.get(workspace);
    if (last === undefined || last.untilMs <= now()) return undefined;
    return new BotError("chat.no_access", last.error.message, {
      retryable: true,
      retryAfterMs: last.untilMs - now(),
    });
  }

  async function call<T>(
    workspace: string,
    doing: string,
    how: (client: WebClient) => Promise<T>,
  ): Promise<T> {
    const client = clients.of(workspace);
    const refusal = refusalOf(workspace);
    if (refusal !== undefined) throw refusal;
    // Of several that wait for the end of the minute, one asks.
    const before = refused.get(workspace);
    if (before !== undefined) refused.set(workspace, { ...before, untilMs: now() + ACCESS_PAUSE_MS });
    try {
      const answer = await how(client);
      if (refused.delete(workspace)) onServed?.(workspace);
      return answer;
    } catch (error) {
      const failure = toChatError(error, doing);
      if (meaningOf(error) === "access") {
        if (!refused.has(workspace)) onRefused?.(workspace, failure);
        refused.set(workspace, { error: failure, untilMs: now() + ACCESS_PAUSE_MS });
      } else if (refused.delete(workspace)) onServed?.(workspace);
      throw failure;
    }
  }

  return {
    call,
    async attempt(workspace, doing, how) {
      const key = `${workspace} ${doing}`;
      if ((lacking.get(key) ?? 0) > now()) return undefined;
      try {
        return await call(workspace, doing, how);
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        if (LACKING.has(meaningOf(error.cause))) lacking.set(key, now() + LACKING_MS);
        return undefined;
      }
    },
  };
}
