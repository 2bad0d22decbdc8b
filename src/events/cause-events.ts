import { z } from "zod";
import type { LoggedEvent, NewEvent } from "./event.ts";

/** A name as whoever measures writes it, such as `pool::tests::reuse`. */
const name = z.string().trim().min(1).max(500);

/** `test.failed` and `test.passed`: the outcome of one test in a run. */
export const TestOutcome = z.object({
  test: name,
  /** Where it was run: a commit, a branch, a job. */
  run: name.optional(),
  /** When it began to fail, where whoever says so knows that. */
  since: z.iso.datetime().optional(),
});
export type TestOutcome = z.infer<typeof TestOutcome>;

/** `benchmark.measured`: one benchmark against its stored baseline. */
export const BenchmarkOutcome = z.object({
  benchmark: name,
  value: z.number(),
  baseline: z.number(),
  unit: name.optional(),
  /** How much worse than the baseline, in per cent of it, whichever direction is worse; negative when it is better. */
  lossPercent: z.number(),
  run: name.optional(),
});
export type BenchmarkOutcome = z.infer<typeof BenchmarkOutcome>;

/** `resource.conflict`: several matters need the same agent, person or machine. */
export const ResourceConflict = z.object({
  resource: name,
  /** Ids of tasks, or names. */
  between: z.array(name).min(2),
});
export type ResourceConflict = z.infer<typeof ResourceConflict>;

/** `milestone.slipped`: something will not be done by the day that it was due. */
export const MilestoneSlip = z.object({
  milestone: name,
  due: z.iso.date(),
  expected: z.iso.date(),
});
export type MilestoneSlip = z.infer<typeof MilestoneSlip>;

export const CauseEventName = z.enum([
  "test.failed",
  "test.passed",
  "benchmark.measured",
  "resource.conflict",
  "milestone.slipped",
]);

/** What happened in the project that a contingency rule may be about. */
export type CauseEvent =
  | { readonly type: "test.failed" | "test.passed"; readonly data: TestOutcome }
  | { readonly type: "benchmark.measured"; readonly data: BenchmarkOutcome }
  | { readonly type: "resource.conflict"; readonly data: ResourceConflict }
  | { readonly type: "milestone.slipped"; readonly data: MilestoneSlip };

/** Undefined for every other event, and for one whose data do not fit: a log is read, not judged. */
export function toCauseEvent({ type, data }: Pick<LoggedEvent, "type" | "data">): CauseEvent | undefined {
  const known = CauseEventName.safeParse(type);
  return known.success ? readData(known.data, data) : undefined;
}

function readData(
  type: z.infer<typeof CauseEventName>,
  data: Readonly<Record<string, unknown>>,
): CauseEvent | undefined {
  switch (type) {
    case "test.failed":
    case "test.passed":
      return parsed(type, TestOutcome.safeParse(data));
    case "benchmark.measured":
      return parsed(type, BenchmarkOutcome.safeParse(data));
    case "resource.conflict":
      return parsed(type, ResourceConflict.safeParse(data));
    case "milestone.slipped":
      return parsed(type, MilestoneSlip.safeParse(data));
  }
}

function parsed<Type, Data>(
  type: Type,
  result: { readonly success: true; readonly data: Data } | { readonly success: false },
): { readonly type: Type; readonly data: Data } | undefined {
  return result.success ? { type, data: result.data } : undefined;
}

/** The entry for the event log; `taskId` when a task brought it about. */
export function causeEvent(event: CauseEvent, taskId?: string): NewEvent {
  return { type: event.type, data: { ...event.data }, ...(taskId === undefined ? {} : { taskId }) };
}
