import { BotError } from "../errors.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

/** What the store finds about a Redis server; `refuse` keeps Switchyard from starting on it. */
export interface ServerFinding {
  readonly message: string;
  readonly remedy: string;
  readonly weight: "refuse" | "warn";
}

export interface RedisCheckOptions {
  /** Connects, looks and disconnects; rejects when the server cannot be reached. */
  readonly inspect: () => Promise<readonly ServerFinding[]>;
  /** Which server, without its password. */
  readonly where: string;
  /** `redis.allowUnsafe`: the configuration says that an unsafe server is wanted. */
  readonly allowUnsafe: boolean;
}

const NAME = "redis";

/** Whether Redis answers and keeps accepted work safe. */
export function checkRedisServer({ inspect, where, allowUnsafe }: RedisCheckOptions): DoctorCheck {
  const toLine = ({ message, remedy, weight }: ServerFinding): DoctorLine => {
    if (weight === "refuse" && !allowUnsafe) return { name: NAME, verdict: "problem", message, remedy };
    return { name: NAME, verdict: "warning", message, remedy };
  };
  return {
    name: NAME,
    async run() {
      try {
        const findings = await inspect();
        if (findings.length > 0) return findings.map(toLine);
        return [{ name: NAME, verdict: "ok", message: `${where} answers and keeps accepted work safe.` }];
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        return [{ name: NAME, verdict: "problem", message: error.message }];
      }
    },
  };
}
