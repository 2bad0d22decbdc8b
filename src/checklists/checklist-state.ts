import { z } from "zod";
import type { ChecklistRules } from "../orchestration/rules/checklist-rules.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";

const KIND = "checklist";

export type ListRules = ChecklistRules["checklists"][number];

/** That an item is done, who said so, and by what it can be seen. */
const Mark = z.object({ by: z.string(), at: z.iso.datetime(), evidence: z.string() });
/** The items of one list that are done, by their id; all others are open. */
export const Marks = z.record(z.string(), Mark);
export type Marks = z.infer<typeof Marks>;

export interface MarkDeps {
  readonly store: Pick<Store, "commit" | "documents">;
  readonly nowMs: number;
}

function parseMarks(list: string, stored: string | undefined): Marks {
  return stored === undefined ? {} : parseStored(Marks, stored, `docs:${KIND} ${list}`);
}

/** What of a list is done. */
export async function readMarks(list: string, { documents }: Pick<Store, "documents">): Promise<Marks> {
  return parseMarks(list, await documents.get(KIND, list));
}

/**
 * Marks an item of a list as done, with its evidence, or as open again. Marking what is so already changes nothing: the
 * first evidence stays.
 */
export async function markItem(
  {
    list,
    item,
    done,
  }: { readonly list: string; readonly item: string; readonly done?: Omit<z.infer<typeof Mark>, "at"> },
  deps: MarkDeps,
): Promise<"marked" | "was_so"> {
  const { store, nowMs } = deps;
  const before = await store.documents.get(KIND, list);
  const { [item]: known, ...others } = parseMarks(list, before);
  if ((known === undefined) === (done === undefined)) return "was_so";
  const at = new Date(nowMs).toISOString();
  const marks: Marks = done === undefined ? others : { ...others, [item]: { ...done, at } };
  const answer = await store.commit({
    documents: [{ kind: KIND, id: list, value: JSON.stringify(marks), expected: before ?? null }],
    events: [{ type: "checklist.marked", data: { list, item, isDone: done !== undefined } }],
  });
  // Somebody else marked an item of the list in between.
  return answer === "committed"
    ? "marked"
    : markItem({ list, item, ...(done === undefined ? {} : { done }) }, deps);
}
