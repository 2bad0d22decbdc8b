import type { HookPorts } from "../hook-ports.ts";
import type { BuiltIn } from "./built-in.ts";

/** Gives back what the task holds and writes the report of its end. Evidence is never removed. */
export function createPostTaskCleanup(
  ports: HookPorts & Required<Pick<HookPorts, "release">>,
): BuiltIn<"POST_TASK_CLEANUP"> {
  return async (input) => {
    const released = [...(await ports.release(input.taskId, input.round))];
    const report = {
      summary: input.summary,
      durationMs: Math.max(0, ports.clock.now() - Date.parse(input.startedAt)),
      evidenceCount: input.evidence.length,
      lessons: input.lessons,
      notes: input.notes,
    };
    const message = released.length === 0 ? "Nothing was held." : `Given back: ${released.join(", ")}.`;
    return { status: "passed", message, output: { released, report } };
  };
}
