import type { Env } from "../config/env.ts";
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

function model(env: Env): DoctorLine {
  const name = "model";
  if (env.SWITCHYARD_MODEL === undefined) {
    return { name, verdict: "off", message: "No LLM is configured, so agents answer with a brief." };
  }
  return withoutEffect(name, `${env.SWITCHYARD_MODEL} is set; agents answer with a brief.`);
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
