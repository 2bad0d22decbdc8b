import type { Changes, DocumentChange, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { acceptedBaseline, askedBaseline, benchmarkEvents, settledBaseline } from "./benchmark-changes.ts";
import { failingTestChanges } from "./failing-tests.ts";
import type { DecidedStep } from "./plan-changes.ts";
import type { StageVerdict } from "./plan-event.ts";
import { stageOf } from "./stage-state.ts";

type Found = Pick<Changes, "documents" | "events">;

/** Stages that waited for a person before the step and do not any more. */
function decidedStages(before: Task, after: Task): string[] {
  return before.plan.stages.flatMap(({ id, state }) =>
    state === "awaiting_approval" && stageOf(after, id)?.state !== state ? [id] : [],
  );
}

async function baselineChanges(
  { outcome, findings }: StageVerdict,
  stageId: string,
  { task, store }: { readonly task: Task; readonly store: Store },
): Promise<DocumentChange[]> {
  if (findings === undefined || outcome === "failed" || outcome === "blocked") return [];
  // Also a stage that passed may wait for a person's word; where nobody is there to give it, nothing is accepted.
  if (stageOf(task, stageId)?.state === "awaiting_approval")
    return askedBaseline({ taskId: task.id, stageId }, findings);
  return outcome === "passed" ? acceptedBaseline(findings, store) : [];
}

/**
 * What is remembered of a step beyond its task: tests that fail and pass, benchmarks, and the baseline, which only
 * gates that passed and people move. Written with the step, so that a verdict which came too late leaves no trace.
 */
export async function findingChanges({ step, before, advance }: DecidedStep, store: Store): Promise<Found> {
  const { event } = step;
  const { task } = advance;
  const settled: DocumentChange[] = [];
  for (const stageId of decidedStages(before, task)) {
    const by = event.type === "stage.approved" && event.stage === stageId ? event.by : undefined;
    settled.push(...(await settledBaseline({ taskId: task.id, stageId }, by, store)));
  }
  if (event.type !== "gate.verdict" || event.verdict.findings === undefined) return { documents: settled };
  const { findings } = event.verdict;
  const tests = await failingTestChanges(findings, task.id, store);
  const baseline = await baselineChanges(event.verdict, event.stage, { task, store });
  return {
    documents: [...settled, ...(tests.documents ?? []), ...baseline],
    events: [...(tests.events ?? []), ...benchmarkEvents(findings, task.id)],
  };
}
