import type { Env } from "../config/env.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

export interface NearMiss {
  readonly name: string;
  readonly meant: string;
}

function slack(env: Env): DoctorLine {
  const name = "slack";
  if (env.SLACK_BOT_TOKEN === undefined) {
    const remedy = "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to switch it on.";
    return { name, verdict: "off", message: "No tokens.", remedy };
  }
  const message =
    env.SLACK_APP_TOKEN === undefined
      ? `Tokens have the right shape; events come to /slack/events on port ${env.SWITCHYARD_HTTP_PORT ?? 0}.`
      : "Tokens have the right shape; events come through Socket Mode.";
  return { name, verdict: "ok", message };
}

function discord(env: Env): DoctorLine {
  const name = "discord";
  if (env.DISCORD_TOKEN === undefined) {
    return { name, verdict: "off", message: "No token.", remedy: "Set DISCORD_TOKEN to switch it on." };
  }
  return { name, verdict: "ok", message: "The token has the right shape." };
}

function model(env: Env): DoctorLine {
  const name = "model";
  if (env.SWITCHYARD_MODEL === undefined) {
    const remedy = "Set SWITCHYARD_MODEL, for example openai:gpt-oss-20b, to let agents do the work.";
    return { name, verdict: "off", message: "No LLM is configured, so agents answer with a brief.", remedy };
  }
  return { name, verdict: "ok", message: `Agents use ${env.SWITCHYARD_MODEL}.` };
}

function nearMiss({ name, meant }: NearMiss): DoctorLine {
  const remedy = `If ${meant} was meant, rename it.`;
  return {
    name: "environment",
    verdict: "warning",
    message: `${name} is set, but nothing reads it.`,
    remedy,
  };
}

/** Which platforms and which model the environment switches on. Looks at the shape of tokens only: no network. */
export function checkPlatforms(env: Env, nearMisses: readonly NearMiss[]): DoctorCheck {
  const lines = [slack(env), discord(env), model(env), ...nearMisses.map(nearMiss)];
  return { name: "environment", run: async () => Promise.resolve(lines) };
}
