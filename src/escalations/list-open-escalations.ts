import type { Store } from "../store/store.ts";
import { readEscalations } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";

/** Everything that nobody has settled, the oldest first. */
export async function listOpenEscalations(store: Pick<Store, "documents">): Promise<Escalation[]> {
  const all = (await readEscalations(store)).map(({ escalation }) => escalation);
  return all.filter(({ state }) => state !== "settled");
}
