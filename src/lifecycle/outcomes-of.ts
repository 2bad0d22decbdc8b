import { z } from "zod";
import type { LoggedEvent } from "../events/event.ts";
import { HookId } from "../hooks/hook-id.ts";
import { HookStatus } from "../hooks/hook-report.ts";

const Run = z.object({
  hook: HookId,
  key: z.string().default(""),
  /** Absent for what ended after its hook. */
  status: HookStatus.optional(),
  message: z.string().optional(),
});

const HooksRan = z.object({
  at: z.string(),
  stage: z.string().optional(),
  assignment: z.string().optional(),
  runs: z.array(Run),
});
export type HooksRan = z.infer<typeof HooksRan>;

/** The entries of a log that say which hooks ran, oldest first. */
export function hooksRan(events: readonly Pick<LoggedEvent, "type" | "data">[]): HooksRan[] {
  return events.flatMap(({ type, data }) => {
    const parsed = type === "hooks.ran" ? HooksRan.safeParse(data) : undefined;
    return parsed?.success === true ? [parsed.data] : [];
  });
}

/** How hooks ended last, within a stage where one is named. */
export function outcomesOf(
  events: readonly LoggedEvent[],
  within: { readonly stage?: string },
): ReadonlyMap<HookId, HookStatus> {
  const outcomes = new Map<HookId, HookStatus>();
  for (const { stage, runs } of hooksRan(events)) {
    if (within.stage !== undefined && stage !== within.stage) continue;
    for (const { hook, status } of runs) if (status !== undefined) outcomes.set(hook, status);
  }
  return outcomes;
}
