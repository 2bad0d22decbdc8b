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
  if (env.SLACK_BOT_TOKEN === undefined) return { name, verdict: "off", message: "No tokens." };
  return withoutEffect(name, "Tokens have the right shape.");
}

function discord(env: Env): DoctorLine {
  const name = "discord";
  if (env.DISCORD_TOKEN === undefined) return { name, verdict: "off", message: "No token." };
  return withoutEffect(name, "The token has the right shape.");
}

function model(env: Env, breaksTies: boolean): DoctorLine {
  const name = "model";
  const brief = "agents answer with a brief";
  if (env.SWITCHYARD_MODEL === undefined && breaksTies) {
    const message = `routing.tieBreak is enabled, but SWITCHYARD_MODEL names no model; ${brief}.`;
    return { name, verdict: "warning", message, remedy: "Set SWITCHYARD_MODEL, or disable the tie-break." };
  }
  if (env.SWITCHYARD_MODEL === undefined)
    return { name, verdict: "off", message: `No LLM is configured, so ${brief}.` };
  if (breaksTies) {
    return { name, verdict: "ok", message: `${env.SWITCHYARD_MODEL} breaks ties in routing; ${brief}.` };
  }
  const remedy = "routing.tieBreak.enabled lets it break ties in routing; agents use it in a later version.";
  return {
    name,
    verdict: "warning",
    message: `${env.SWITCHYARD_MODEL} is set and has nothing to do; ${brief}.`,
    remedy,
  };
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
export function checkPlatforms(
  { env, config }: Pick<Settings, "env" | "config">,
  nearMisses: readonly NearMiss[],
): DoctorCheck {
  const breaksTies = config.routing.tieBreak.enabled;
  const lines = [slack(env), discord(env), model(env, breaksTies), ...nearMisses.map(nearMiss)];
  return { name: "environment", run: async () => Promise.resolve(lines) };
}
