import type { Emergencies } from "../../emergency/emergencies.ts";
import type { Escalations } from "../../escalations/escalations.ts";

/** What the conversation needs for stuck matters. */
export interface EscalationTools {
  readonly book: Escalations;
  readonly emergencies: Emergencies;
  /** How long a matter rests where nobody says a time. */
  readonly snoozeMs: number;
}

export const NO_ESCALATIONS = "Nothing can be escalated in this installation.";
