import { WebClient } from "@slack/web-api";
import type { WebClientOptions } from "@slack/web-api";
import { BotError } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import { toSlackLogger } from "./slack-logger.ts";

/** A workspace that the app is installed in, and who the bot is there. */
export interface SlackWorkspace {
  /** The team id, such as `T024BE7LD`. */
  readonly workspace: string;
  readonly botToken: string;
  /** What people mention. */
  readonly botUserId: string;
  /** What Slack puts on the bot's own messages; absent where the platform does not say. */
  readonly botId?: string;
  readonly enterpriseId?: string;
}

export interface SlackClientOptions {
  /** Default: Slack's own. */
  readonly apiUrl?: string;
  readonly log: Logger;
  /** A call that has no answer by then has failed with an unknown outcome. */
  readonly timeoutMs?: number;
}

/** One Web API client for each workspace. */
export interface SlackClients {
  workspaces(): readonly string[];
  /** Throws `chat.unknown_workspace` for a workspace that the app is not installed in. */
  of(workspace: string): WebClient;
  who(workspace: string): SlackWorkspace | undefined;
  /** Adds a workspace, or replaces its token. */
  add(workspace: SlackWorkspace): void;
  remove(workspace: string): void;
  /** A client for a token that belongs to no known workspace yet, or to none at all. */
  open(token?: string): WebClient;
}

const TIMEOUT_MS = 10_000;

/**
 * What every client of ours is made with. The library would try a failed call again for half an hour, which posts
 * twice and hangs whoever waits; here a call fails at once, a rate limit with the time to wait, and a lost answer after
 * the time limit.
 */
export function slackClientOptions({ apiUrl, log, timeoutMs }: SlackClientOptions): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs ?? TIMEOUT_MS,
    logger: toSlackLogger(log),
    allowAbsoluteUrls: false,
    ...(apiUrl === undefined ? {} : { slackApiUrl: `${apiUrl.replace(/\/+$/u, "")}/` }),
  };
}

export function createSlackClients(options: SlackClientOptions): SlackClients {
  const known = new Map<string, { readonly who: SlackWorkspace; readonly client: WebClient }>();
  const settings = slackClientOptions(options);
  const open = (token?: string) => new WebClient(token, settings);
  return {
    workspaces: () => [...known.keys()],
    of(workspace) {
      const found = known.get(workspace);
      if (found !== undefined) return found.client;
      throw new BotError("chat.unknown_workspace", `The Slack app is not installed in ${workspace}.`);
    },
    who: (workspace) => known.get(workspace)?.who,
    add(who) {
      const before = known.get(who.workspace);
      const client = before?.who.botToken === who.botToken ? before.client : open(who.botToken);
      known.set(who.workspace, { who, client });
    },
    remove: (workspace) => void known.delete(workspace),
    open,
  };
}
