import type { Env } from "../config/env.ts";
import type { Settings } from "../config/settings.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

export interface NearMiss {
  readonly name: string;
  readonly meant: string;
}

/** For settings of parts that are not built yet: set, of the right shape, and without effect. */
function withoutEffect(name: string, message: string): DoctorLine {
  const remedy = "Nothing needs to be done; a later version uses it.";
  return { name, verdict: "warning", message: `${message} This version does not use it yet.`, remedy };
}

function slack(env: Env): DoctorLine {
  const name = "slack";
  if (env.SLACK_BOT_TOKEN === undefined && env.SLACK_CLIENT_ID === undefined)
    return { name, verdict: "off", message: "No tokens." };
  const way = env.SLACK_APP_TOKEN === undefined ? "over HTTP" : "by Socket Mode";
  return { name, verdict: "ok", message: `Tokens have the right shape; messages come in ${way}.` };
}

function discord(env: Env): DoctorLine {
  const name = "discord";
  if (env.DISCORD_TOKEN === undefined) return { name, verdict: "off", message: "No token." };
  return { name, verdict: "ok", message: "The token has the right shape." };
}

function tieBreak(env: Env): DoctorLine {
  const name = "tie-break";
  if (env.SWITCHYARD_MODEL !== undefined) {
    return { name, verdict: "ok", message: `${env.SWITCHYARD_MODEL} breaks ties in routing.` };
  }
  const message = "routing.tieBreak is enabled, but SWITCHYARD_MODEL names no model; the bot asks instead.";
  return { name, verdict: "warning", message, remedy: "Set SWITCHYARD_MODEL, or disable the tie-break." };
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

/** Which platforms the environment switches on, and whether what else it needs is named. Looks at the shape of tokens only: no network. */
export function checkPlatforms(
  { env, config }: Pick<Settings, "env" | "config">,
  nearMisses: readonly NearMiss[],
): DoctorCheck {
  const ties = config.routing.tieBreak.enabled ? [tieBreak(env)] : [];
  const lines = [slack(env), discord(env), ...ties, ...nearMisses.map(nearMiss)];
  return { name: "environment", run: async () => Promise.resolve(lines) };
}
