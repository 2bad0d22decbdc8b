import type { Task } from "../tasks/task.ts";
import type { People } from "./people.ts";

/** The person who asked for a task, whichever of their accounts they did it with. */
export function requesterOf(
  { source, requester }: Pick<Task, "source" | "requester">,
  people: Pick<People, "of">,
): string {
  return people.of({ platform: source.platform, userId: requester.id });
}

/** Whether somebody asked for a task or answers for it. */
export function isConcernedBy(
  task: Pick<Task, "source" | "requester" | "owner">,
  person: string,
  people: Pick<People, "of">,
): boolean {
  return task.owner?.person === person || requesterOf(task, people) === person;
}
