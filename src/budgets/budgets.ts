import type { Task } from "../tasks/task.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Actor } from "../permissions/permissions.ts";
import type { Counter, Spend } from "./spend.ts";

/** Where a budget stands today. */
export interface BudgetStanding {
  readonly key: string;
  readonly counter: Counter;
  readonly used: number;
  /** Of it, guessed. */
  readonly estimated: number;
  /** As configured or raised. */
  readonly limit: number;
  readonly warnAt: number;
  /** `open`: over its limit or not, somebody let it go on for today. */
  readonly state: "within" | "warned" | "paused" | "open";
  /** Tasks that were paused by it. */
  readonly asked: readonly string[];
}

export interface ChargedWork {
  readonly task: Task;
  readonly agent: string;
}

export type BudgetWord = { readonly kind: "raise"; readonly limit: number } | { readonly kind: "go_on" };

/** What may be spent in a day. Without rules everything may. */
export interface Budgets {
  /** Whether there are any rules. */
  readonly areSet: boolean;
  /**
   * The budget that keeps work with a model from starting or going on, after warnings and questions were posted in the
   * task's thread; undefined when it may. `more` is used already and not in the event log yet.
   */
  check(work: ChargedWork, more?: Spend): Promise<BudgetStanding | undefined>;
  /** All budgets that something was used of today. */
  standings(): Promise<readonly BudgetStanding[]>;
  /** Those that a person in a place is concerned by. */
  concerning(
    place: Pick<Conversation, "platform" | "channel">,
    actor: Actor,
  ): Promise<readonly BudgetStanding[]>;
  /** A budget by its key; undefined when no rule is for it. */
  find(key: string): Promise<BudgetStanding | undefined>;
  /** Lets a person's word count; "unknown" when there is no such budget, "lower" when it raises nothing. */
  decide(key: string, word: BudgetWord, by: string): Promise<BudgetStanding | "unknown" | "lower">;
}
