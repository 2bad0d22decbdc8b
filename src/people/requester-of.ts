import type { Task } from "../tasks/task.ts";
import type { People } from "./people.ts";

/** The person who asked for a task, whichever of their accounts they did it with. */
export function requesterOf(
  { source, requester }: Pick<Task, "source" | "requester">,
  people: Pick<People, "of">,
): string {
  return people.of({ platform: source.platform, userId: requester.id });
}

/** A task as far as it says whose it is: by the ids that `People` gives. */
interface Whose {
  readonly requester: string;
  readonly owner?: { readonly person: string } | undefined;
}

/** Whether a task is a person's, in lists, on boards and in forms alike: whoever took it has it, else whoever asked for it. */
export function isOf({ requester, owner }: Whose, person: string): boolean {
  return owner === undefined ? requester === person : owner.person === person;
}

/** The same of a task as it is stored. */
export function isTheirs(
  task: Pick<Task, "source" | "requester" | "owner">,
  person: string,
  people: Pick<People, "of">,
): boolean {
  return isOf({ requester: requesterOf(task, people), owner: task.owner }, person);
}
