import { z } from "zod";
import { causeEvent } from "../events/cause-events.ts";
import type { NewEvent } from "../events/event.ts";
import type { GateFindings } from "../gates/gate-findings.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Changes, Store } from "../store/store.ts";

const PLACE = { kind: "failing-tests", id: "all" } as const;
/** A name in the log may be so long. */
const LONGEST_NAME = 500;
/** When the build breaks, everything fails: so many are enough to know of. */
const MOST_AT_ONCE = 100;

/** Tests that failed in the last run that had them, and since when. */
const FailingTests = z.record(z.string(), z.object({ since: z.iso.datetime(), run: z.string() }));
type FailingTests = z.infer<typeof FailingTests>;

function logName(name: string): string {
  return name.trim().slice(0, LONGEST_NAME);
}

/**
 * What a run of tests changes in the list of failing tests, and the entries of the log for it: a test that begins to
 * fail, with since when, and one that passes again. One that goes on failing, or was not run, is left as it is.
 */
export async function failingTestChanges(
  { tests, run, at }: Pick<GateFindings, "tests" | "run" | "at">,
  taskId: string,
  { documents }: Pick<Store, "documents">,
): Promise<Pick<Changes, "documents" | "events">> {
  const stored = (await documents.get(PLACE.kind, PLACE.id)) ?? null;
  const known: FailingTests =
    stored === null ? {} : parseStored(FailingTests, stored, "docs:failing-tests all");
  const begun = [...new Set(tests.failed.map(logName))]
    .filter((name) => name !== "" && !Object.hasOwn(known, name))
    .slice(0, MOST_AT_ONCE);
  const over = [...new Set(tests.passed.map(logName))].filter((name) => Object.hasOwn(known, name));
  if (begun.length + over.length === 0) return {};
  const left = Object.entries(known).filter(([name]) => !over.includes(name));
  const next: FailingTests = Object.fromEntries([
    ...left,
    ...begun.map((name) => [name, { since: at, run }] as const),
  ]);
  const events: NewEvent[] = [
    ...begun.map((test) => causeEvent({ type: "test.failed", data: { test, run, since: at } }, taskId)),
    ...over.map((test) => causeEvent({ type: "test.passed", data: { test, run } }, taskId)),
  ];
  return { documents: [{ ...PLACE, value: JSON.stringify(next), expected: stored }], events };
}
