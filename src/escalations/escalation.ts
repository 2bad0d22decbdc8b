import { z } from "zod";
import { Severity } from "../hooks/events/error.ts";
import type { Matter } from "../hooks/hook-ports.ts";
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
  /** The level of the rules that it stands at; absent: nobody has placed it yet. */
  level: z.string().optional(),
  /** The trigger of the rules that set it off, where one did. */
  trigger: z.string().optional(),
  askedOf: z.array(z.string()),
  state: z.enum(["open", "settled"]),
});
export type Escalation = z.infer<typeof Escalation>;

interface Placing {
  readonly level?: string;
  readonly trigger?: string;
  readonly askedOf: readonly string[];
  readonly nowMs: number;
}

/** A matter as it is kept from now on. */
export function toEscalation(matter: Matter, { askedOf, nowMs, ...placing }: Placing): Escalation {
  const { key: id, openForMs, attempts, needs, ...rest } = matter;
  return {
    id,
    ...rest,
    ...placing,
    attempts: [...attempts],
    needs: [...needs],
    since: new Date(nowMs - openForMs).toISOString(),
    raisedAt: new Date(nowMs).toISOString(),
    askedOf: [...askedOf],
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
