import { z } from "zod";
import { Severity } from "../hooks/events/error.ts";
import type { Matter, Raised } from "../hooks/hook-ports.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "escalations";

/** A matter that those who have it cannot settle, from the moment at which it was raised until somebody settles it. */
export const Escalation = z.object({
  /** The key of its matter: raising it twice is raising it once. */
  id: z.string(),
  taskId: z.string(),
  stageId: z.string().optional(),
  agent: z.string().optional(),
  problem: z.string(),
  attempts: z.array(z.string()),
  needs: z.array(z.string()),
  severity: Severity,
  /** ISO; when the matter began, which is what limits of time count from. */
  since: z.iso.datetime(),
  raisedAt: z.iso.datetime(),
  /** The level of the rules that it stands at. */
  level: z.string(),
  askedOf: z.array(z.string()),
  state: z.enum(["open", "settled"]),
});
export type Escalation = z.infer<typeof Escalation>;

export function toEscalation(
  matter: Matter,
  how: Omit<Raised, "id"> & { readonly level: string; readonly nowMs: number },
): Escalation {
  const { key: id, taskId, stageId, agent, problem, severity, openForMs } = matter;
  return {
    id,
    taskId,
    ...(stageId === undefined ? {} : { stageId }),
    ...(agent === undefined ? {} : { agent }),
    problem,
    attempts: [...matter.attempts],
    needs: [...matter.needs],
    severity,
    since: new Date(how.nowMs - openForMs).toISOString(),
    raisedAt: new Date(how.nowMs).toISOString(),
    level: how.level,
    askedOf: [...how.askedOf],
    state: "open",
  };
}

/** The write that keeps it. With `stored` (`null`: it is new) nothing is written when somebody else was first. */
export function escalationChange(escalation: Escalation, stored?: string | null): DocumentChange {
  const value = JSON.stringify(escalation);
  return { kind: KIND, id: escalation.id, value, ...(stored === undefined ? {} : { expected: stored }) };
}

export async function readEscalation(
  id: string,
  { documents }: Pick<Store, "documents">,
): Promise<Escalation | undefined> {
  const stored = await documents.get(KIND, id);
  return stored === undefined ? undefined : parseStored(Escalation, stored, `docs:${KIND} ${id}`);
}
