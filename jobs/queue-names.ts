import type { JobName } from "../src/jobs/job-queue.ts";

/** The queues that work goes through. */
export const WORK_QUEUES = ["messages", "agents", "agents-gpu", "stages", "effects"] as const;

export type QueueName = (typeof WORK_QUEUES)[number] | "clockwork" | "timers";

/** Which queue a job goes to: messages to bots; agent jobs, the ends of stages and tasks, and effects to workers; GPU jobs to workers with a GPU. */
export function queueOf(name: JobName, needsGpu: boolean): QueueName {
  switch (name) {
    case "message.process":
      return "messages";
    case "agent.run":
      return needsGpu ? "agents-gpu" : "agents";
    case "stage.finish":
    case "task.settle":
      return "stages";
    case "effect.run":
      return "effects";
  }
}
