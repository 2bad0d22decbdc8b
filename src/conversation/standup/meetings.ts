import type { SprintDeps } from "../../sprint/sprint-deps.ts";

/** A blocker of a standup that somebody wants others to see to. */
export interface StandupBlocker {
  /** The same blocker of the same standup has the same key. */
  readonly key: string;
  /** Absent where no task was named. */
  readonly taskId?: string;
  readonly problem: string;
  readonly openForMs: number;
}

/** What a conversation needs for standups and the week. */
export interface Meetings extends SprintDeps {
  /** Raises a blocker as an escalation; raising it twice is raising it once. */
  readonly raise: (blocker: StandupBlocker) => Promise<{ readonly askedOf: readonly string[] }>;
}
