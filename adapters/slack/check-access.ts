import type { DoctorCheck, DoctorLine } from "../../src/doctor/doctor.ts";
import type { SlackClients } from "./clients.ts";
import { explainFailure } from "./connection/explain-failure.ts";
import { BOT_SCOPES } from "./manifest/scopes.ts";

export interface CheckAccessOptions {
  readonly clients: SlackClients;
  readonly botToken?: string;
  readonly appToken?: string;
}

const UPDATE =
  "Paste `switchyard slack manifest` into App Manifest of the Slack app, then install it again under OAuth & Permissions.";

function failed(name: string, error: unknown): DoctorLine {
  const { sentence } = explainFailure(error);
  return {
    name,
    verdict: "problem",
    message: sentence,
    remedy: "Set the right token, or see to the network, and run this again.",
  };
}

/** One line a scope that is missing, or one that says that none is. */
function scopeLines(granted: readonly string[]): DoctorLine[] {
  const missing = BOT_SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missing.length === 0)
    return [{ name: "slack scopes", verdict: "ok", message: `All ${BOT_SCOPES.length} scopes are granted.` }];
  return missing.map(({ scope, reason, isOptional }) => ({
    name: "slack scopes",
    verdict: isOptional === true ? "warning" : "problem",
    message: `\`${scope}\` is missing: without it the bot cannot do this: ${reason}.`,
    remedy: UPDATE,
  }));
}

async function checkBot(botToken: string, clients: SlackClients): Promise<DoctorLine[]> {
  const name = "slack bot token";
  try {
    const answer = await clients.open(botToken).auth.test();
    const who = `The bot is ${answer.user ?? answer.user_id ?? "there"} in ${answer.team ?? answer.team_id ?? "a workspace"}.`;
    const granted = answer.response_metadata?.scopes ?? [];
    const scopes: DoctorLine[] =
      granted.length === 0
        ? [{ name: "slack scopes", verdict: "off", message: "Slack does not say which scopes are granted." }]
        : scopeLines(granted);
    return [{ name, verdict: "ok", message: who }, ...scopes];
  } catch (error) {
    return [failed(name, error)];
  }
}

async function checkApp(appToken: string, clients: SlackClients): Promise<DoctorLine[]> {
  const name = "slack app token";
  try {
    await clients.open(appToken).apps.connections.open();
    return [{ name, verdict: "ok", message: "Socket Mode can be opened." }];
  } catch (error) {
    return [failed(name, error)];
  }
}

/** Whether Slack takes the tokens and grants what the bot needs, token by token and scope by scope. */
export function checkSlackAccess({ clients, botToken, appToken }: CheckAccessOptions): DoctorCheck {
  return {
    name: "slack",
    async run() {
      const lines = await Promise.all([
        ...(botToken === undefined ? [] : [checkBot(botToken, clients)]),
        ...(appToken === undefined ? [] : [checkApp(appToken, clients)]),
      ]);
      return lines.flat();
    },
  };
}
