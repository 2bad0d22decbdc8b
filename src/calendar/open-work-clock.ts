import { z } from "zod";
import type { Store } from "../store/store.ts";
import { listAbsences } from "./absence.ts";
import { createWorkClock } from "./create-work-clock.ts";
import type { CalendarSources } from "./resolve-calendar.ts";
import type { WorkClock } from "./work-clock.ts";

/** The one setting of people that matters here; what else is kept of them is nobody's business here. */
const PersonZone = z.looseObject({ timeZone: z.string().optional() });
const PEOPLE_DOCUMENTS = "people";

async function readOwnZones({ documents }: Pick<Store, "documents">): Promise<Map<string, string>> {
  const stored = await documents.list(PEOPLE_DOCUMENTS);
  return new Map(
    [...stored].flatMap(([personId, json]): [string, string][] => {
      const { timeZone } = PersonZone.catch({}).parse(JSON.parse(json));
      return timeZone === undefined ? [] : [[personId, timeZone]];
    }),
  );
}

/** The clock as things stand now: who is away, and who has moved to which zone. Made anew for each use. */
export async function openWorkClock(
  config: CalendarSources,
  store: Pick<Store, "documents">,
): Promise<WorkClock> {
  const [absences, overrides] = await Promise.all([listAbsences(store), readOwnZones(store)]);
  return createWorkClock({ config, absences, overrides });
}
