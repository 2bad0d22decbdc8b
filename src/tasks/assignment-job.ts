import type { JobQueue, JobRequest } from "../jobs/job-queue.ts";
import type { Assignment, Task } from "./task.ts";

/** The agent job of an assignment. The round is part of the id, so that a retry by command gets jobs of its own. */
export function assignmentJob(task: Task, assignment: Assignment): JobRequest {
  return {
    name: "agent.run",
    id: `${task.id}-r${task.round}-${assignment.id}`,
    payload: { taskId: task.id, assignmentId: assignment.id, round: task.round },
    priority: task.priority.queuePriority,
  };
}

/** The task that an agent job belongs to, by the job's id. */
export function taskIdOfJob(jobId: string): string {
  return jobId.split("-", 1)[0] ?? jobId;
}

/** All assignments of a task, over all stages. */
export function assignmentsOf(task: Task): Assignment[] {
  return task.plan.stages.flatMap((stage) => stage.assignments);
}

/** Adds the jobs that a task still needs; harmless when they are there already. */
export async function enqueueAssignments(task: Task, jobs: JobQueue): Promise<void> {
  const open = assignmentsOf(task).filter(({ state }) => state === "waiting" || state === "running");
  await Promise.all(open.map(async (assignment) => jobs.add(assignmentJob(task, assignment))));
}

/** The task with one assignment changed. */
export function withAssignment(task: Task, id: string, change: Partial<Assignment>): Task {
  const stages = task.plan.stages.map((stage) => ({
    ...stage,
    assignments: stage.assignments.map((each) => (each.id === id ? { ...each, ...change } : each)),
  }));
  return { ...task, plan: { stages } };
}
