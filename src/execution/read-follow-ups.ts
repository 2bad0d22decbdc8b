import type { Store } from "../store/store.ts";
import type { FollowUp } from "./follow-up.ts";

/** What people wrote in the thread of a task while it was open, oldest first; forgotten messages are left out. */
export async function readFollowUps(
  taskId: string,
  { events, inbox }: Pick<Store, "events" | "inbox">,
): Promise<readonly FollowUp[]> {
  const keys = (await events.ofTask(taskId)).flatMap(({ type, messageKey }) =>
    type === "task.follow_up" && messageKey !== undefined ? [messageKey] : [],
  );
  const records = await Promise.all(keys.map(async (key) => ({ key, record: await inbox.get(key) })));
  return records.flatMap(({ key, record }) => {
    if (record?.incoming.kind !== "message" && record?.incoming.kind !== "edit") return [];
    const { from, text, sentAt } = record.incoming;
    return [{ key, from: from.name ?? from.id, text, at: sentAt }];
  });
}
