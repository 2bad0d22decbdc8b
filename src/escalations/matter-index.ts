import { createHash } from "node:crypto";
import type { DocumentChange, Store } from "../store/store.ts";

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

/** Written with a new escalation, over what was read before: of two for one matter one is the first. */
export function matterChange(matter: string, id: string, before: string | undefined): DocumentChange {
  return { kind: KIND, id: keyOf(matter), value: id, expected: before ?? null };
}
