import { z } from "zod";
import type { PersonRef } from "../chat/chat-port.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "homes";

/** Somebody who has looked at their home on a platform. */
export const OpenHome = z.object({
  platform: z.string(),
  workspace: z.string(),
  userId: z.string(),
  openedAtMs: z.number(),
  /** A digest of what was published last; absent: nothing yet, or it failed. */
  shown: z.string().optional(),
});
export type OpenHome = z.infer<typeof OpenHome>;

function idOf({ platform, workspace, userId }: PersonRef): string {
  return JSON.stringify([platform, workspace, userId]);
}

export function homeChange(home: OpenHome): DocumentChange {
  return { kind: KIND, id: idOf(home), value: JSON.stringify(home) };
}

export function dropHome(home: PersonRef): DocumentChange {
  return { kind: KIND, id: idOf(home), value: null };
}

export async function listHomes({ documents }: Pick<Store, "documents">): Promise<OpenHome[]> {
  const all = await documents.list(KIND);
  return [...all].map(([id, stored]) => parseStored(OpenHome, stored, `docs:${KIND} ${id}`));
}
