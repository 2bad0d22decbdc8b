import type { Logger } from "../../../src/log/logger.ts";
import { withoutSecrets } from "../slack-logger.ts";

/** What keeps Slack from working, by the part that noticed; empty while all is well. */
export interface ConnectionState {
  readonly problems: () => readonly string[];
  /** Something is wrong until `solved`. `isFinal`: no waiting helps, a person has to act. */
  problem(part: Part, sentence: string, options?: { readonly isFinal?: boolean }): void;
  solved(part: Part): void;
}

type Part = "identity" | "socket" | "posting";

export interface ConnectionStateOptions {
  readonly log: Logger;
  /** Hears of what a person has to see to, once each time. */
  readonly onAlarm?: (sentence: string) => void;
}

/** Every change is logged once, however often a part reports the same. */
export function createConnectionState({ log, onAlarm }: ConnectionStateOptions): ConnectionState {
  const current = new Map<Part, string>();
  return {
    problems: () => [...current.values()],
    problem(part, raw, { isFinal = false } = {}) {
      const sentence = withoutSecrets(raw);
      if (current.get(part) === sentence) return;
      current.set(part, sentence);
      if (isFinal) {
        log.error({ part, problem: sentence }, "Slack does not work until somebody acts");
        onAlarm?.(sentence);
      } else log.warn({ part, problem: sentence }, "Slack is not connected, trying again");
    },
    solved(part) {
      if (current.delete(part)) log.info({ part }, "Slack works again");
    },
  };
}
