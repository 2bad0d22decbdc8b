import type { Store } from "../store/store.ts";
import { assignmentJob, assignmentsOf } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import { listPlaces } from "./job-place.ts";

/** The agents of a task whose jobs wait for a GPU worker, in order; whether they may fall back. */
export async function waitsForGpu(
  task: Task,
  store: Pick<Store, "documents">,
): Promise<{ readonly agent: string; readonly prefers: boolean }[]> {
  const places = await listPlaces(store);
  return assignmentsOf(task).flatMap((assignment) => {
    const found = places.get(assignmentJob(task, assignment).id)?.place;
    const isWaiting = assignment.state === "waiting" && found?.place === "gpu";
    return isWaiting ? [{ agent: assignment.agent, prefers: found.prefers }] : [];
  });
}
