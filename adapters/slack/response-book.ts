import { isSlacks } from "./is-slacks.ts";
import type { RenderedMessage } from "./outgoing/render-message.ts";

/** Slack takes five answers within half an hour; a little less, for the way there. */
const OPEN_MS = 29 * 60_000;
const USES = 5;
const KEPT = 2_000;
const TIMEOUT_MS = 5_000;

/** Somebody where they used a command. */
export interface Asker {
  readonly workspace: string;
  readonly channel: string;
  readonly userId: string;
}

/** The ways back to those who used a command, also where the bot is no member. They stay in memory. */
export interface ResponseBook {
  /** Any address but one of Slack's own is left alone. */
  note(asker: Asker, url: string): void;
  /** Says something that they alone see, where they asked last; false where that cannot be done any more. */
  say(asker: Asker, message: RenderedMessage): Promise<boolean>;
}

export interface ResponseBookOptions {
  readonly now: () => number;
  readonly fetch: typeof fetch;
  /** Default: Slack's own; answers may go to its host as well. */
  readonly apiUrl?: string;
}

interface Way {
  readonly url: string;
  readonly untilMs: number;
  left: number;
}

const keyOf = ({ workspace, channel, userId }: Asker): string => `${workspace} ${channel} ${userId}`;

export function createResponseBook({ now, fetch, apiUrl }: ResponseBookOptions): ResponseBook {
  const ways = new Map<string, Way>();
  return {
    note(asker, url) {
      if (!isSlacks(url, apiUrl)) return;
      const key = keyOf(asker);
      ways.delete(key);
      ways.set(key, { url, untilMs: now() + OPEN_MS, left: USES });
      const [oldest] = ways.keys();
      if (ways.size > KEPT && oldest !== undefined) ways.delete(oldest);
    },
    async say(asker, { text, blocks }) {
      const way = ways.get(keyOf(asker));
      if (way === undefined || way.untilMs <= now() || way.left === 0) return false;
      way.left -= 1;
      const body = { response_type: "ephemeral", text, ...(blocks === undefined ? {} : { blocks }) };
      const answer = await fetch(way.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch(() => undefined);
      return answer?.ok === true;
    },
  };
}
