import type { JobFlow, JobQueue } from "../jobs/job-queue.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Stage, Task } from "../tasks/task.ts";
import { assignmentJob, finishJob } from "../tasks/assignment-job.ts";
import { dueAssignments, isAssignmentOpen, isStageOpen, needsFinishJob, takesTurns } from "./stage-state.ts";

/**
 * A stage as jobs: its agents at once, or each after the one before, and then the job that ends the stage. Without
 * such a job whoever is last ends it. Only what is not done yet.
 */
function flowsOf(task: Task, stage: Stage): JobFlow[] {
  const open = stage.assignments.filter(isAssignmentOpen).map((each) => assignmentJob(task, each));
  const agents = takesTurns(stage)
    ? open.reduce<JobFlow[]>((before, job) => [{ job, after: before }], [])
    : open.map((job): JobFlow => ({ job, after: [] }));
  return needsFinishJob(task, stage) ? [{ job: finishJob(task, stage), after: agents }] : agents;
}

async function addFlow(flow: JobFlow, jobs: JobQueue): Promise<void> {
  return flow.after.length === 0 ? jobs.add(flow.job) : jobs.addFlow(flow);
}

/** Adds all jobs that a stage needs; harmless when they are there already. */
export async function enqueueStage(task: Task, stage: Stage, jobs: JobQueue): Promise<void> {
  if (stage.state === "gating") return jobs.add(finishJob(task, stage));
  if (!isStageOpen(stage)) return;
  const flows = stage.isPatched
    ? dueAssignments(stage).map((each): JobFlow => ({ job: assignmentJob(task, each), after: [] }))
    : flowsOf(task, stage);
  await Promise.all(flows.map(async (flow) => addFlow(flow, jobs)));
}

/** Adds the jobs that a task needs as it stands; harmless when they are there already. */
export async function enqueueTask(task: Task, jobs: JobQueue): Promise<void> {
  if (isTerminal(task.state)) return;
  await Promise.all(task.plan.stages.map(async (stage) => enqueueStage(task, stage, jobs)));
}
