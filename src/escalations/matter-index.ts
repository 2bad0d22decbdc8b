import { createHash } from "node:crypto";
import type { DocumentChange, Store } from "../store/store.ts";
import { readEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";

const KIND = "escalation-matters";

function keyOf(matter: string): string {
  return createHash("sha256").update(matter).digest("hex").slice(0, 24);
}

/** The key of the open escalation of a matter. */
export async function openOfMatter(
  matter: string,
  { documents }: Pick<Store, "documents">,
): Promise<string | undefined> {
  return documents.get(KIND, keyOf(matter));
}

/** The escalation of a matter that nobody has settled, and what the index says. */
export async function findOpenOfMatter(
  matter: string,
  store: Pick<Store, "documents">,
): Promise<{ readonly indexed: string | undefined; readonly found: Escalation | undefined }> {
  const indexed = await openOfMatter(matter, store);
  const found = indexed === undefined ? undefined : await readEscalation(indexed, store);
  return { indexed, found: found?.state === "settled" ? undefined : found };
}

/** Written with a new escalation, over what was read before: of two for one matter one is the first. */
export function matterChange(matter: string, id: string, before: string | undefined): DocumentChange {
  return { kind: KIND, id: keyOf(matter), value: id, expected: before ?? null };
}
