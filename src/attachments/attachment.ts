import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { isTerminal } from "../tasks/task.ts";

const KIND = "attachments";

/** A file that came with a request, as far as an agent can read it. */
export const Attachment = z.object({
  name: z.string(),
  /** Its text; absent: it could not be read, and `problem` says why. */
  text: z.string().optional(),
  problem: z.string().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

const Stored = z.array(Attachment);

/** The write that keeps what came with the request of a task. */
export function attachmentsChange(taskId: string, attachments: readonly Attachment[]): DocumentChange {
  return { kind: KIND, id: taskId, value: JSON.stringify(attachments) };
}

/** What came with the request of a task, in its order; empty where nothing did. */
export async function readAttachments(
  taskId: string,
  { documents }: Pick<Store, "documents">,
): Promise<Attachment[]> {
  const stored = await documents.get(KIND, taskId);
  return stored === undefined ? [] : parseStored(Stored, stored, `docs:${KIND} ${taskId}`);
}

/** Forgets what came with tasks that ended before this moment, or are gone. */
export async function sweepAttachments(
  store: Pick<Store, "documents" | "tasks" | "commit">,
  endedBeforeMs: number,
): Promise<void> {
  for (const taskId of (await store.documents.list(KIND)).keys()) {
    const task = await store.tasks.get(taskId);
    const isOver =
      task === undefined || (isTerminal(task.state) && Date.parse(task.updatedAt) < endedBeforeMs);
    if (isOver) await store.commit({ documents: [{ kind: KIND, id: taskId, value: null }] });
  }
}
