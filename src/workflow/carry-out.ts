import type { JobQueue } from "../jobs/job-queue.ts";
import { assignmentJob, finishJob } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import type { JobPlace, PlanEffect } from "./plan-event.ts";
import { enqueueStage } from "./stage-flow.ts";
import { stageOf } from "./stage-state.ts";

function requestOf(task: Task, place: JobPlace, round: number) {
  return place.kind === "stage"
    ? finishJob(task, { id: place.stage, round: place.round }, round)
    : assignmentJob(task, { id: place.assignment, round: place.round }, round);
}

async function drop(task: Task, round: number, places: readonly JobPlace[], jobs: JobQueue): Promise<void> {
  // The job that ends a stage takes those that it waits for along, so it goes first.
  const ordered = places.toSorted((a, b) => Number(b.kind === "stage") - Number(a.kind === "stage"));
  for (const place of ordered) {
    const { name, id } = requestOf(task, place, round);
    try {
      await jobs.remove(name, id);
    } catch {
      // It has just been started, or Redis is away: nothing that it does counts any more.
    }
  }
}

/**
 * What follows from a step of a plan, in the queue: jobs taken back, then jobs added. Whatever gets lost here the
 * reconciler finds, so this may be cut off at any point and done again.
 */
export async function carryOut(task: Task, effects: readonly PlanEffect[], jobs: JobQueue): Promise<void> {
  for (const effect of effects) {
    if (effect.type === "jobs.cancel") await drop(task, effect.round, effect.jobs, jobs);
  }
  for (const effect of effects) {
    const stage = "stage" in effect ? stageOf(task, effect.stage) : undefined;
    if (stage === undefined) continue;
    switch (effect.type) {
      case "stage.start":
      case "assignments.start":
      case "stage.finish":
        await enqueueStage(task, stage, jobs);
        break;
      case "jobs.cancel":
      case "collaboration.sync":
      case "post":
      case "escalate":
      case "task.ended":
        break;
    }
  }
}
