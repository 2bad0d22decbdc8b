import type { Emergencies } from "../../emergency/emergencies.ts";
import type { Escalations } from "../../escalations/escalations.ts";
import type { Actor } from "../../permissions/permissions.ts";

/** What the conversation needs for stuck matters. */
export interface EscalationTools {
  readonly book: Escalations;
  readonly emergencies: Emergencies;
  /** The id of whoever is behind an account. */
  readonly personOf: (actor: Actor) => string;
  /** How long a matter rests where nobody says a time. */
  readonly snoozeMs: number;
}

export const NO_ESCALATIONS = "Nothing can be escalated in this installation.";
