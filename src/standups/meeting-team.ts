import type { SprintConfig, StandupConfig } from "../config/meetings-config.ts";

/** A team as its meetings see it. */
export interface MeetingTeam {
  readonly id: string;
  readonly name: string;
  /** Ids of people. */
  readonly members: readonly string[];
  readonly standup?: StandupConfig | undefined;
  readonly sprint?: SprintConfig | undefined;
}
