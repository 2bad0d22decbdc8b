import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";
import { Escalation } from "./escalation.ts";

/** Everything that nobody has settled, the oldest first. */
export async function listOpenEscalations({ documents }: Pick<Store, "documents">): Promise<Escalation[]> {
  const all = await documents.list("escalations");
  return [...all]
    .map(([id, stored]) => parseStored(Escalation, stored, `docs:escalations ${id}`))
    .filter(({ state }) => state === "open")
    .sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
}
