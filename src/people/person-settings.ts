import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u);

/** What a person has chosen for themselves. */
export const PersonSettings = z.object({
  /** IANA name. */
  timeZone: z.string().optional(),
  standupAt: time.optional(),
  quietHours: z.object({ from: time, until: time }).optional(),
  /** Whether the bot may ring their bell. */
  mentions: z.boolean().default(true),
});
export type PersonSettings = z.infer<typeof PersonSettings>;

const KIND = "people";

/** Of the configured id of a person, else `platform:userId`. */
export async function readPersonSettings(
  personId: string,
  { documents }: Pick<Store, "documents">,
): Promise<PersonSettings> {
  const stored = await documents.get(KIND, personId);
  return stored === undefined
    ? PersonSettings.parse({})
    : parseStored(PersonSettings, stored, `docs:${KIND} ${personId}`);
}
