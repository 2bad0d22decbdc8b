import { actorOf } from "../../permissions/actor-of.ts";
import { threadKey } from "../../chat/message-key.ts";
import type { FormField, Incoming } from "../../chat/messages.ts";
import { shorten } from "../../text/shorten.ts";
import type { Task } from "../../tasks/task.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { isTheirs } from "../../people/requester-of.ts";

const SEARCHED = 200;
/** As many as the smallest platform shows. */
const MAX_OPTIONS = 25;
const LABEL_CHARS = 75;

/** Open tasks, somebody's own first, the newest of them first. */
export async function openTasksFor(
  { platform, userId }: { readonly platform: string; readonly userId: string },
  { store, people }: Pick<ConversationDeps, "store" | "people">,
): Promise<Task[]> {
  const me = people.of({ platform, userId });
  const isMine = (task: Task): boolean => isTheirs(task, me, people);
  const open = (await store.tasks.listOpen(SEARCHED)).toReversed();
  return [...open.filter(isMine), ...open.filter((task) => !isMine(task))];
}

/** "T12 Find the leak", short enough for an option. */
export function taskLabel({ id, title }: Task): string {
  return shorten(`${id} ${title}`, LABEL_CHARS);
}

/** The task that an interaction names or stands in the thread of. */
async function meantTask(incoming: Incoming, { store }: ConversationDeps): Promise<Task | undefined> {
  const named = incoming.kind === "command" ? incoming.args.trim().toUpperCase() : "";
  if (named !== "") return store.tasks.get(named);
  return incoming.thread === undefined ? undefined : store.tasks.ofThread(threadKey(incoming));
}

/** The field that asks for a task, with the one filled in that is meant; undefined when no task is open. */
export async function taskField(incoming: Incoming, deps: ConversationDeps): Promise<FormField | undefined> {
  const actor = actorOf(incoming);
  const meant = await meantTask(incoming, deps);
  const open = await openTasksFor(actor, deps);
  const first = meant === undefined ? [] : [meant];
  const tasks = [...first, ...open.filter(({ id }) => id !== meant?.id)].slice(0, MAX_OPTIONS);
  if (tasks.length === 0) return undefined;
  const options = tasks.map((task) => ({ value: task.id, label: taskLabel(task) }));
  const initial = meant === undefined ? {} : { initial: meant.id };
  return { id: "task", label: "Task", kind: "choice", required: true, options, ...initial };
}
