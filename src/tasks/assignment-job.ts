import type { JobRequest } from "../jobs/job-queue.ts";
import type { Assignment, Stage, Task } from "./task.ts";

/** The first round of a stage has no suffix: jobs and results from before there were rounds keep their names. */
function suffix(round: number): string {
  return round === 1 ? "" : `.${round}`;
}

/** The agent job of an assignment. Both rounds are part of the id, so that whatever starts again has jobs of its own. */
export function assignmentJob(
  task: Task,
  assignment: Pick<Assignment, "id" | "round">,
  round = task.round,
): JobRequest {
  const agent = assignmentsOf(task).find(({ id }) => id === assignment.id)?.agent;
  return {
    name: "agent.run",
    id: `${task.id}-r${round}-${assignment.id}${suffix(assignment.round)}`,
    payload: {
      taskId: task.id,
      assignmentId: assignment.id,
      round,
      stageRound: assignment.round,
    },
    priority: task.priority.queuePriority,
    ...(agent === undefined ? {} : { agent }),
  };
}

/** The job that ends a stage: hooks, gates, and what comes next. */
export function finishJob(task: Task, stage: Pick<Stage, "id" | "round">, round = task.round): JobRequest {
  return {
    name: "stage.finish",
    id: `${task.id}-r${round}-${stage.id}${suffix(stage.round)}`,
    payload: { taskId: task.id, stageId: stage.id, round, stageRound: stage.round },
    priority: task.priority.queuePriority,
  };
}

/** The task that an agent job belongs to, by the job's id. */
export function taskIdOfJob(jobId: string): string {
  return jobId.split("-", 1)[0] ?? jobId;
}

/** Where the result of an assignment is kept. */
export function resultField(task: Task, assignment: Pick<Assignment, "id" | "round">): string {
  return `${task.round}.${assignment.id}${suffix(assignment.round)}`;
}

/** All assignments of a task, over all stages. */
export function assignmentsOf(task: Task): Assignment[] {
  return task.plan.stages.flatMap((stage) => stage.assignments);
}
