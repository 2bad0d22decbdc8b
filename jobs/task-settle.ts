import { z } from "zod";
import type { Job } from "../src/jobs/job.ts";
import { settleTask } from "../src/lifecycle/settle-task.ts";
import type { SettleDeps } from "../src/lifecycle/settle-task.ts";

const Payload = z.object({ taskId: z.string(), round: z.number().int() });

export interface TaskSettleDeps {
  /** Absent in a process that knows no roadmap: there is nothing to settle. */
  readonly settle?: SettleDeps;
}

/** What the end of a task means for the roadmap. The task itself has ended, so nobody waits when this fails. */
export const taskSettle: Job<z.infer<typeof Payload>, TaskSettleDeps> = {
  name: "task.settle",
  payload: Payload,
  async run(payload, { settle }) {
    if (settle !== undefined) await settleTask(payload, settle);
  },
  onDead: async () => undefined,
};
