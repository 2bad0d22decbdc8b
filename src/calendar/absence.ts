import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

/** Why somebody does not work for a while although their calendar says that they do. */
export const Absence = z.object({
  /** The configured id, else `platform:userId`. */
  personId: z.string().min(1),
  fromMs: z.number().int(),
  /** The first moment at which they are back; absent: nobody knows. */
  untilMs: z.number().int().optional(),
  /** What it is known from: what they said here, or what a platform shows of them. */
  source: z.enum(["command", "status"]),
  /** They said that they are back, so they are, whatever a platform still shows. */
  isHere: z.boolean().optional(),
});
export type Absence = z.infer<typeof Absence>;

const DOCUMENTS = "absences";

/** The same text for the same absence: what is stored is compared by its text. */
function toDocument(absence: Absence): string {
  return JSON.stringify(Absence.parse(absence));
}

interface Before {
  /** What must be stored for the commit to be written (`null`: nothing); absent: whatever is there. */
  readonly before?: Absence | null;
}

function expects({ before }: Before): Pick<DocumentChange, "expected"> {
  if (before === undefined) return {};
  return { expected: before === null ? null : toDocument(before) };
}

/** The write that keeps it: each person has one at most. */
export function absenceChange(absence: Absence, when: Before = {}): DocumentChange {
  return { kind: DOCUMENTS, id: absence.personId, value: toDocument(absence), ...expects(when) };
}

export function noAbsenceChange(personId: string, when: Before = {}): DocumentChange {
  return { kind: DOCUMENTS, id: personId, value: null, ...expects(when) };
}

/** What is known of everybody, over or not. */
export async function listAbsences({ documents }: Pick<Store, "documents">): Promise<Absence[]> {
  const stored = await documents.list(DOCUMENTS);
  return [...stored].map(([id, json]) => parseStored(Absence, json, `docs:${DOCUMENTS} ${id}`));
}

/** The absence that keeps somebody away at a moment. */
export function absenceAt(personId: string, atMs: number, absences: readonly Absence[]): Absence | undefined {
  return absences.find(
    (absence) =>
      absence.personId === personId &&
      absence.isHere !== true &&
      absence.fromMs <= atMs &&
      atMs < (absence.untilMs ?? Number.POSITIVE_INFINITY),
  );
}
