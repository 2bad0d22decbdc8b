import type { IncomingMessage, ServerResponse } from "node:http";
import { InstallProvider } from "@slack/oauth";
import type { WebClientOptions } from "@slack/web-api";
import type { SlackWorkspace } from "../clients.ts";
import { toInstallationStore } from "./installations.ts";
import type { Installations } from "./installations.ts";

export interface InstallOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs the state that an installation carries through Slack and back. */
  readonly stateSecret: string;
  readonly scopes: readonly string[];
  readonly client: WebClientOptions;
  /** Default: Slack's own. */
  readonly authorizationUrl?: string;
  readonly installations: Installations;
  readonly onInstalled: (workspace: SlackWorkspace) => void;
}

export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export const INSTALL_PATH = "/slack/install";
export const REDIRECT_PATH = "/slack/oauth_redirect";

/** The two pages of an installation by OAuth, by path: where it begins and where Slack sends the browser back to. */
export function createInstallRoutes(options: InstallOptions): ReadonlyMap<string, Route> {
  const { logger: _ours, logLevel: _level, ...clientOptions } = options.client;
  const provider = new InstallProvider({
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    stateSecret: options.stateSecret,
    clientOptions,
    installationStore: toInstallationStore(options.installations, options.onInstalled),
    ...(options.client.logger === undefined ? {} : { logger: options.client.logger }),
    ...(options.authorizationUrl === undefined ? {} : { authorizationUrl: options.authorizationUrl }),
  });
  return new Map<string, Route>([
    [
      INSTALL_PATH,
      async (request, response) =>
        provider.handleInstallPath(request, response, undefined, { scopes: [...options.scopes] }),
    ],
    [REDIRECT_PATH, async (request, response) => provider.handleCallback(request, response)],
  ]);
}
