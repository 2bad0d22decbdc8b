import { z } from "zod";
import { TimeZone } from "../config/config-parts.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "people";

/** A time of day, `09:30`, by the clock of whoever it belongs to. */
export const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);

/** From one time of day to another; `from` later than `until` goes over midnight. */
export const QuietHours = z.object({ from: TimeOfDay, until: TimeOfDay });
export type QuietHours = z.infer<typeof QuietHours>;

/** What people have set for themselves; absent: what the configuration or their team says. */
export const PersonSettings = z.object({
  timeZone: TimeZone.optional(),
  /** When they want to be asked for the standup. */
  standupAt: TimeOfDay.optional(),
  /** Only what is critical reaches them then. */
  quietHours: QuietHours.optional(),
  /** Whether posts may ring their bell. */
  mentions: z.boolean().default(true),
});
export type PersonSettings = z.infer<typeof PersonSettings>;

type Documents = Pick<Store, "documents">;

/** By the person's id; with nothing set, everything is as it is for everybody. */
export async function readPersonSettings(
  personId: string,
  { documents }: Documents,
): Promise<PersonSettings> {
  const stored = await documents.get(KIND, personId);
  return parseSettings(personId, stored);
}

function parseSettings(personId: string, stored: string | undefined): PersonSettings {
  return stored === undefined
    ? { mentions: true }
    : parseStored(PersonSettings, stored, `docs:${KIND} ${personId}`);
}

/** The write of all settings of a person; what is set last counts. */
export function personSettingsChange(personId: string, settings: PersonSettings): DocumentChange {
  return { kind: KIND, id: personId, value: JSON.stringify(settings) };
}
