import { createHash } from "node:crypto";
import { App } from "@slack/bolt";
import type { View } from "@slack/web-api";
import type { ChatPort, ChatReceiver } from "../../src/chat/chat-port.ts";
import type { Form } from "../../src/chat/messages.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { Store } from "../../src/store/store.ts";
import { slackClientOptions } from "./clients.ts";
import type { SlackClients } from "./clients.ts";
import { createConnectionState } from "./connection/connection-state.ts";
import type { ConnectionState } from "./connection/connection-state.ts";
import { findWorkspaces } from "./connection/find-workspaces.ts";
import { createHttpReceiver } from "./connection/http-receiver.ts";
import { createInstallRoutes } from "./connection/install-routes.ts";
import type { Route } from "./connection/install-routes.ts";
import { createInstallations } from "./connection/installations.ts";
import type { Installations } from "./connection/installations.ts";
import { createSeal } from "./connection/seal.ts";
import { createSocketReceiver } from "./connection/socket-receiver.ts";
import type { SocketTimes } from "./connection/socket-receiver.ts";
import { createPeople } from "./create-people.ts";
import type { People } from "./create-people.ts";
import type { ReactionVerbs } from "./incoming/to-change.ts";
import { listen } from "./listen.ts";
import type { ListenLimits } from "./listen-deps.ts";
import { BOT_SCOPES } from "./manifest/scopes.ts";
import { createSlackFileReader } from "./read-file.ts";
import type { ResponseBook } from "./response-book.ts";
import { toSlackLogger } from "./slack-logger.ts";
import { within } from "./within.ts";

/** Which way Slack speaks to the bot, and for whom. */
export interface SlackAccess {
  /** One workspace. */
  readonly botToken?: string;
  /** Socket Mode; without it Slack has to reach `/slack/events`. */
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** Several workspaces. */
  readonly oauth?: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly installKey: string;
    /** Default: Slack's own. */
    readonly authorizationUrl?: string;
  };
}

export type SlackSending = Omit<
  ChatPort,
  "platform" | "workspaces" | "start" | "stop" | "lookupUser" | "problems" | "readFile"
>;

export interface SlackChatOptions {
  readonly access: SlackAccess;
  readonly apiUrl?: string;
  readonly clients: SlackClients;
  /** The half that posts; it tells `state` what keeps it from posting. */
  readonly sender: (state: ConnectionState) => SlackSending;
  readonly toView: (form: Form, privateMetadata: string) => View;
  readonly reactions: ReactionVerbs;
  readonly commandPrefix: string;
  /** Keeps the ways back to those who use commands; the sender's as well. */
  readonly answers?: ResponseBook;
  /** For installations by OAuth. */
  readonly store: Pick<Store, "documents" | "commit">;
  /** Serves a path on the bot's HTTP server from now on. */
  readonly mount: (path: string, route: Route) => void;
  readonly now: () => number;
  readonly log: Logger;
  /** Hears of what a person has to see to. */
  readonly onAlarm?: (sentence: string) => void;
  readonly limits?: Partial<ListenLimits>;
  readonly times?: Partial<SocketTimes>;
  /** So long `start` waits for Slack; without it the bot starts all the same. */
  readonly startMs?: number;
  /** Between two tries to find out who the bot is. */
  readonly findMs?: number;
}

export const EVENTS_PATH = "/slack/events";
const START_MS = 3_000;

/**
 * Slack as a chat platform. `start` resolves whether Slack can be reached or not: `problems` says what is wrong, and the
 * connection comes by itself.
 */
export function createSlackChat(options: SlackChatOptions): ChatPort {
  const { clients, log, now } = options;
  const state = createConnectionState({
    log,
    ...(options.onAlarm === undefined ? {} : { onAlarm: options.onAlarm }),
  });
  const people = createPeople({ clients, now, log });
  const installations = openInstallations(options);
  const stopping = new AbortController();
  let receiver: ChatReceiver | undefined;
  let connection: Connection | undefined;

  return {
    ...options.sender(state),
    platform: "slack",
    workspaces: () => clients.workspaces(),
    lookupUser: async (workspace, userId) => people.lookup(workspace, userId),
    readFile: createSlackFileReader({ ...options, fetch }),
    problems: () => state.problems(),
    async start(given) {
      receiver = given;
      const parts = { state, people, installations, signal: stopping.signal };
      connection = connect(options, { ...parts, receiver: () => receiver ?? stopped() });
      await within(options.startMs ?? START_MS, connection.open);
    },
    async stop() {
      receiver = undefined;
      stopping.abort();
      await connection
        ?.stop()
        .catch((error: unknown) =>
          log.warn({ error: messageOf(error) }, "the connection to Slack did not end cleanly"),
        );
      connection = undefined;
    },
  };
}

interface Connection {
  /** Resolves when Slack can speak to the bot. */
  readonly open: Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  readonly state: ConnectionState;
  readonly people: People;
  readonly installations: Installations | undefined;
  readonly receiver: () => ChatReceiver;
  readonly signal: AbortSignal;
}

function connect(options: SlackChatOptions, parts: Parts): Connection {
  const { state, people, installations, receiver, signal } = parts;
  const { clients, log, access, findMs } = options;
  const app = createApp(options, state);
  listen(app.bolt, {
    ...options,
    receiver,
    people,
    onPersonChanged: (workspace, userId) => people.forget(workspace, userId),
    onUninstalled: async (workspace) => {
      clients.remove(workspace);
      await installations?.remove(workspace);
    },
  });
  const search = findWorkspaces(
    {
      clients,
      state,
      log,
      ...(findMs === undefined ? {} : { retryMs: findMs }),
      ...(access.botToken === undefined ? {} : { botToken: access.botToken }),
      ...(installations === undefined ? {} : { installations }),
    },
    signal,
  );
  // What comes in before the bot knows who it is would be lost.
  const openWhenKnown = async (): Promise<void> => {
    await search.first;
    if (!signal.aborted) await app.bolt.start();
  };
  const open = openWhenKnown();
  mountRoutes(app.route, installations, options);
  return {
    open,
    async stop() {
      await Promise.all([search.done, open]);
      await app.bolt.stop();
    },
  };
}

function stopped(): never {
  throw new BotError("chat.not_started", "The bot does not take messages now.", { retryable: true });
}

function createApp(options: SlackChatOptions, state: ConnectionState): { bolt: App; route?: Route } {
  const { access, log, now, times } = options;
  const client = slackClientOptions(options);
  const http =
    access.signingSecret === undefined
      ? undefined
      : createHttpReceiver({ signingSecret: access.signingSecret, log, now });
  const { appToken } = access;
  const receiver =
    appToken === undefined
      ? http
      : createSocketReceiver({ appToken, client, state, log, ...(times === undefined ? {} : { times }) });
  if (receiver === undefined)
    throw new BotError("slack.no_way_in", "Slack needs SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.");
  const bolt = new App({
    receiver,
    // Every listener looks its workspace up itself; nothing here needs a token or a call.
    authorize: async () => ({}),
    ignoreSelf: false,
    convoStore: false,
    logger: toSlackLogger(log),
    clientOptions: client,
  });
  bolt.error(async (error) => {
    throw error;
  });
  return { bolt, ...(appToken === undefined && http !== undefined ? { route: http.handle } : {}) };
}

function openInstallations({ access, store, log }: SlackChatOptions): Installations | undefined {
  const { oauth } = access;
  if (oauth === undefined) return undefined;
  return createInstallations({ store, seal: createSeal(oauth.installKey), log });
}

function mountRoutes(
  route: Route | undefined,
  installations: Installations | undefined,
  options: SlackChatOptions,
): void {
  const { mount, clients, access } = options;
  if (route !== undefined) mount(EVENTS_PATH, whenKnown(route, clients, access.oauth !== undefined));
  if (access.oauth === undefined || installations === undefined) return;
  const { installKey, ...oauth } = access.oauth;
  const routes = createInstallRoutes({
    ...oauth,
    stateSecret: createHash("sha256").update(`state ${installKey}`).digest("hex"),
    scopes: BOT_SCOPES.map(({ scope }) => scope),
    client: slackClientOptions(options),
    installations,
    onInstalled: (who) => clients.add(who),
  });
  for (const [path, each] of routes) mount(path, each);
}

/** Until the bot knows who it is, Slack is asked to come again; an app that others may install listens from the start. */
function whenKnown(route: Route, clients: SlackClients, isOpen: boolean): Route {
  return async (request, response) => {
    if (isOpen || clients.workspaces().length > 0) return route(request, response);
    request.resume();
    response.writeHead(503, { "retry-after": "1" }).end();
  };
}
