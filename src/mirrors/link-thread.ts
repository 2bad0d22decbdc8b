import { threadKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";
import { isOfTeam } from "../memory/memory-scope.ts";
import type { ScopeOf } from "../memory/memory-scope.ts";
import type { Changes, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { mirrorGroupChanges, mirrorGroupOf } from "./mirror-group.ts";

/** Which places may show one another's tasks. */
export interface MirrorRules {
  readonly scopeOf: ScopeOf;
  /** Teams whose channels may, by their ids. */
  readonly linkedTeams: ReadonlySet<string>;
}

/** Threads that can show one task; more would say everything too often. */
const MAX_THREADS = 5;

export type LinkRefusal = "same_thread" | "not_linked" | "too_many";

function areLinked(a: Conversation, b: Conversation, { scopeOf, linkedTeams }: MirrorRules): boolean {
  const scope = scopeOf(a);
  return isOfTeam(scope) && scope === scopeOf(b) && linkedTeams.has(scope.slice("team/".length));
}

/**
 * The writes after which `here` shows what the thread of the task does, and what is said in one is read in the other.
 * Refused, with the reason, where the two places are not channels of one team that has linked its channels.
 */
export async function linkThread(
  task: Task,
  here: Conversation,
  { store, rules }: { readonly store: Pick<Store, "documents">; readonly rules: MirrorRules },
): Promise<Pick<Changes, "documents" | "thread" | "events"> | LinkRefusal> {
  const group = await mirrorGroupOf(task.thread, store);
  const threads = group?.threads ?? [task.thread];
  const key = threadKey(here);
  if (threads.some((thread) => threadKey(thread) === key)) return "same_thread";
  if (!areLinked(task.thread, here, rules)) return "not_linked";
  if (threads.length >= MAX_THREADS) return "too_many";
  return {
    documents: mirrorGroupChanges({ taskId: task.id, threads: [...threads, here] }),
    thread: { threadKey: key, taskId: task.id },
    events: [{ type: "task.watched", taskId: task.id, data: { platform: here.platform } }],
  };
}
