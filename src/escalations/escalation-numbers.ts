import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "escalation-names";
const LAST = "last";

/** The next short name, and the writes that give it away; a "conflict" means that somebody else was first. */
export async function nextNumber(
  id: string,
  { documents }: Pick<Store, "documents">,
): Promise<{ readonly no: number; readonly changes: readonly DocumentChange[] }> {
  const last = await documents.get(KIND, LAST);
  const no = Number(last ?? "0") + 1;
  return {
    no,
    changes: [
      { kind: KIND, id: LAST, value: String(no), expected: last ?? null },
      { kind: KIND, id: `E${no}`, value: id },
    ],
  };
}

/** The key of the escalation that people call by this name; the name is read without regard to case. */
export async function idOfName(
  name: string,
  { documents }: Pick<Store, "documents">,
): Promise<string | undefined> {
  return documents.get(KIND, name.toUpperCase());
}

/** All names in use, with the keys that they stand for. */
export async function allNames({
  documents,
}: Pick<Store, "documents">): Promise<ReadonlyMap<string, string>> {
  const names = new Map(await documents.list(KIND));
  names.delete(LAST);
  return names;
}

export function forgetName(name: string): DocumentChange {
  return { kind: KIND, id: name, value: null };
}
