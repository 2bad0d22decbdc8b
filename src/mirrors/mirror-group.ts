import { z } from "zod";
import { threadKey } from "../chat/message-key.ts";
import { Conversation } from "../chat/messages.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "mirrors";

/** Threads that show one task: what is said in one of them is shown in the others. Kept under each of its threads. */
export const MirrorGroup = z.object({ taskId: z.string(), threads: z.array(Conversation).min(2) });
export type MirrorGroup = z.infer<typeof MirrorGroup>;

/** The group that a thread belongs to, if any. */
export async function mirrorGroupOf(
  thread: Conversation,
  { documents }: Pick<Store, "documents">,
): Promise<MirrorGroup | undefined> {
  const key = threadKey(thread);
  const stored = await documents.get(KIND, key);
  return stored === undefined ? undefined : parseStored(MirrorGroup, stored, `docs:${KIND} ${key}`);
}

/** The writes that keep a group under each of its threads. */
export function mirrorGroupChanges(group: MirrorGroup): DocumentChange[] {
  const value = JSON.stringify(group);
  return group.threads.map((thread) => ({ kind: KIND, id: threadKey(thread), value }));
}

/** The threads of a group besides this one. */
export function othersOf(group: MirrorGroup, thread: Conversation): Conversation[] {
  const own = threadKey(thread);
  return group.threads.filter((each) => threadKey(each) !== own);
}
