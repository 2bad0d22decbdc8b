import type { EventType } from "../events/event.ts";
import type { Help } from "../orchestration/coordination-of.ts";
import type { EscalationRules } from "../orchestration/rules/escalation-rules.ts";
import type { Escalation } from "./escalation.ts";

/** What may happen to an escalation. `by`: the id of a person; times are milliseconds since the epoch. */
export type LadderEvent = {
  readonly nowMs: number;
  /** What whoever brings it about is called, where that is known. */
  readonly byName?: string;
} & (
  | { readonly type: "due" }
  /** The same matter once more; an occasion that is known is no news. */
  | {
      readonly type: "reported";
      readonly occasion: string;
      readonly attempts: readonly string[];
      /** Somebody else whom this report asks, and the trigger of the rules that says so. */
      readonly asks?: { readonly to: string; readonly trigger: string };
    }
  | { readonly type: "acknowledged"; readonly by: string }
  | { readonly type: "taken_over"; readonly by: string }
  | { readonly type: "snoozed"; readonly by: string; readonly untilMs: number }
  | { readonly type: "resolved"; readonly by: string; readonly cause: string }
  | { readonly type: "reassigned"; readonly by: string; readonly to: string }
  /** A trigger of the rules wants somebody else to know. */
  | { readonly type: "asked_too"; readonly to: string; readonly trigger: string }
  | { readonly type: "raised_up"; readonly by: string }
  /** A person wants those asked for what would help who give it: the names, and what for. */
  | { readonly type: "convened"; readonly by: string; readonly to: readonly string[]; readonly what: string }
  /** No direct message of the last page has gone out. */
  | { readonly type: "unreached" }
);

export type LadderEffect =
  /** These people are to hear of it now. */
  | { readonly type: "page"; readonly whom: readonly string[] }
  | { readonly type: "remind"; readonly whom: string }
  /** One entry of the log, and where it says so one line in the thread. */
  | {
      readonly type: "log";
      readonly event: EventType;
      readonly says?: string;
      readonly data?: Readonly<Record<string, unknown>>;
    };

/** Why an event changed nothing. `early`: nothing is due yet. */
export type LadderRefusal = "settled" | "early" | "already_so" | "last_level" | "past";

export interface LadderStep {
  readonly next: Escalation;
  readonly effects: readonly LadderEffect[];
  readonly refused?: LadderRefusal;
}

/** All that the ladder needs to know of the world; every answer is the same for the same question. */
export interface Ladder {
  readonly rules: EscalationRules;
  /** What would help a task of its complexity; absent for matters without a task. */
  readonly help?: Help | undefined;
  /** The task is of a complexity whose problems do not wait: they begin above the first level. */
  readonly isAtOnce?: boolean;
  /** Agents, people and others whom a level asks about this matter. */
  askedAt(level: string, escalation: Escalation): readonly string[];
  /** Those of the names who are people and can be told. */
  people(names: readonly string[]): readonly string[];
  /** What people call a person; agents and others by their id. */
  nameOf(name: string): string;
  /** The earliest moment at which a person may hear of something that is not critical. */
  ringAt(person: string, nowMs: number): number;
  /** When a length of the rules has passed: in the working time of whoever of them is through first, or in all time. */
  after(fromMs: number, duration: string, whom: readonly string[], clock: EscalationRules["clock"]): number;
}
