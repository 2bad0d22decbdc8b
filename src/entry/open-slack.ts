import type { View } from "@slack/web-api";
import { checkSlackAccess } from "../../adapters/slack/check-access.ts";
import { createSlackClients } from "../../adapters/slack/clients.ts";
import { createSlackChat } from "../../adapters/slack/create-slack-chat.ts";
import type { SlackAccess } from "../../adapters/slack/create-slack-chat.ts";
import { createSlackSender } from "../../adapters/slack/create-slack-sender.ts";
import { formToView } from "../../adapters/slack/outgoing/form-to-view.ts";
import { createResponseBook } from "../../adapters/slack/response-book.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import { systemClock } from "../clock.ts";
import type { Env } from "../config/env.ts";
import type { Settings } from "../config/settings.ts";
import type { DoctorCheck } from "../doctor/doctor.ts";
import type { Logger } from "../log/logger.ts";
import { silentLogger } from "../log/logger.ts";
import type { ChatHost } from "./open-chats.ts";

/** What the environment says about Slack; undefined when it says nothing, and then there is no Slack. */
export function slackAccess(env: Env): SlackAccess | undefined {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_INSTALL_KEY: installKey,
  } = env;
  const oauth =
    clientId === undefined || clientSecret === undefined || installKey === undefined
      ? undefined
      : { clientId, clientSecret, installKey };
  if (botToken === undefined && oauth === undefined) return undefined;
  return {
    ...(botToken === undefined ? {} : { botToken }),
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
    ...(oauth === undefined ? {} : { oauth }),
  };
}

export interface OpenSlackOptions {
  readonly settings: Settings;
  readonly host: ChatHost;
  readonly log: Logger;
  /** Hears of what a person has to see to. */
  readonly onAlarm?: (sentence: string) => void;
}

/** Slack, where its tokens are set. Opens no connection before it is started. */
export function openSlack({ settings, host, log, onAlarm }: OpenSlackOptions): ChatPort[] {
  const { env, config } = settings;
  const access = slackAccess(env);
  if (access === undefined) return [];
  const apiUrl = env.SLACK_API_URL;
  const at = apiUrl === undefined ? {} : { apiUrl };
  const clients = createSlackClients({ log, ...at });
  const now = systemClock.now;
  const answers = createResponseBook({ now, fetch, ...at });
  const chat = createSlackChat({
    access,
    ...at,
    clients,
    sender: (state) =>
      createSlackSender({
        clients,
        log,
        now,
        answers,
        reactions: config.slack.statuses,
        streaming: config.slack.streaming,
        onRefused: (_workspace, error) => state.problem("posting", error.message, { isFinal: true }),
        onServed: () => state.solved("posting"),
      }),
    // Checked against Slack's limits by its schema; only what `undefined` means differs between the two types.
    toView: (form, metadata) => formToView(form, metadata) as View,
    reactions: config.slack.reactions,
    commandPrefix: config.slack.commandPrefix,
    answers,
    ...host,
    now,
    log,
    ...(onAlarm === undefined ? {} : { onAlarm }),
  });
  return [chat];
}

/** For the doctor: whether Slack takes the tokens. */
export function slackChecks({ env }: Settings): DoctorCheck[] {
  const access = slackAccess(env);
  if (access === undefined) return [];
  const apiUrl = env.SLACK_API_URL;
  const clients = createSlackClients({ log: silentLogger, ...(apiUrl === undefined ? {} : { apiUrl }) });
  return [checkSlackAccess({ clients, ...access })];
}
