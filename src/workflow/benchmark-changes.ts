import { z } from "zod";
import { causeEvent } from "../events/cause-events.ts";
import type { NewEvent } from "../events/event.ts";
import { nextBaseline } from "../gates/benchmarks/next-baseline.ts";
import { baselineChange, readBaseline } from "../gates/benchmarks/stored-baselines.ts";
import { Evidence } from "../gates/evidence.ts";
import type { GateFindings } from "../gates/gate-findings.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const ASKED = "baseline-asked";

/** Figures that a person is asked about: they become the baseline with the approval of their stage, and only then. */
const AskedFigures = z.object({
  place: z.object({ machine: z.string(), workspace: z.string() }),
  at: z.iso.datetime(),
  acceptable: z.array(Evidence),
});
type AskedFigures = z.infer<typeof AskedFigures>;

type Documents = Pick<Store, "documents">;

export interface StageName {
  readonly taskId: string;
  readonly stageId: string;
}

function askedId({ taskId, stageId }: StageName): string {
  return `${taskId}.${stageId}`;
}

/** Each figure that has something to be held against, for the log. */
export function benchmarkEvents({ figures, run }: GateFindings, taskId: string): NewEvent[] {
  return figures.flatMap(({ title, value, unit, baseline, slowerPercent }) => {
    if (baseline === undefined || slowerPercent === undefined) return [];
    const named = unit === "" ? {} : { unit };
    const data = { benchmark: title, value, baseline, ...named, lossPercent: slowerPercent, run };
    return [causeEvent({ type: "benchmark.measured", data }, taskId)];
  });
}

/** Moves the baseline after gates that passed. Nothing measured, nothing changed. */
export async function acceptedBaseline(
  { place, at, acceptable }: Pick<GateFindings, "place" | "at" | "acceptable">,
  store: Documents,
): Promise<DocumentChange[]> {
  const before = await readBaseline(place, store);
  const next = nextBaseline(before?.baseline, acceptable, { machine: place.machine, at });
  return next === undefined ? [] : [baselineChange(place, next, before?.stored ?? null)];
}

/** Keeps figures until somebody has decided about the stage. */
export function askedBaseline(stage: StageName, { place, at, acceptable }: GateFindings): DocumentChange[] {
  if (!acceptable.some(({ kind }) => kind === "measurement")) return [];
  const asked: AskedFigures = { place, at, acceptable: [...acceptable] };
  return [{ kind: ASKED, id: askedId(stage), value: JSON.stringify(asked) }];
}

/** The stage is decided about: with an approval its figures become the baseline, without they are forgotten. */
export async function settledBaseline(
  stage: StageName,
  approvedBy: string | undefined,
  store: Documents,
): Promise<DocumentChange[]> {
  const id = askedId(stage);
  const stored = await store.documents.get(ASKED, id);
  if (stored === undefined) return [];
  const forgotten: DocumentChange = { kind: ASKED, id, value: null, expected: stored };
  if (approvedBy === undefined) return [forgotten];
  const asked = parseStored(AskedFigures, stored, `docs:${ASKED} ${id}`);
  const approval: Evidence = {
    kind: "review",
    title: "the change in speed",
    reviewer: approvedBy,
    approved: true,
    comment: "approved with the stage",
  };
  return [
    forgotten,
    ...(await acceptedBaseline({ ...asked, acceptable: [...asked.acceptable, approval] }, store)),
  ];
}
