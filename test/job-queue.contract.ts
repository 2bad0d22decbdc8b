import { describe, expect, test } from "vitest";
import type { JobQueue } from "../src/jobs/job-queue.ts";

/** What every `JobQueue` promises about the order in which jobs wait. Each test opens an empty queue without workers. */
export function jobQueueContract(name: string, open: () => Promise<JobQueue>): void {
  describe(`${name} keeps the promises of a job queue`, () => {
    async function fill(queue: JobQueue, ...jobs: readonly [string, number?][]): Promise<void> {
      for (const [id, priority] of jobs) {
        const ranked = priority === undefined ? {} : { priority };
        await queue.add({ name: "agent.run", id, payload: { taskId: id }, ...ranked });
      }
    }
    const order = async (queue: JobQueue) => (await queue.waitingJobs("agent.run", 100)).map(({ id }) => id);

    test("lists what waits in the order of work: no priority first, then from 1 upwards, the oldest of equals first", async () => {
      const queue = await open();
      await fill(queue, ["low", 900], ["high-1", 5], ["high-2", 5], ["first"]);

      expect(await queue.waitingJobs("agent.run", 100)).toEqual([
        { id: "first" },
        { id: "high-1", priority: 5 },
        { id: "high-2", priority: 5 },
        { id: "low", priority: 900 },
      ]);
      expect(await queue.waitingJobs("agent.run", 2)).toHaveLength(2);
      expect(await queue.waitingJobs("message.process", 100)).toEqual([]);
    });

    test("moves a waiting job, behind those that have its new priority already", async () => {
      const queue = await open();
      await fill(queue, ["a", 5], ["b", 100], ["c", 200], ["d", 5]);

      expect(await queue.changePriority("agent.run", "c", 5)).toBe(true);
      expect(await queue.changePriority("agent.run", "a", 150)).toBe(true);

      expect(await order(queue)).toEqual(["d", "c", "b", "a"]);
      expect((await queue.waitingJobs("agent.run", 1))[0]?.priority).toBe(5);
    });

    test("moves nothing that it does not know", async () => {
      const queue = await open();
      await fill(queue, ["a", 5]);

      expect(await queue.changePriority("agent.run", "ghost", 1)).toBe(false);
      expect(await queue.changePriority("message.process", "a", 1)).toBe(false);
      expect(await order(queue)).toEqual(["a"]);
    });
  });
}
