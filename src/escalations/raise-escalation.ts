import type { Clock } from "../clock.ts";
import type { Matter, Raised } from "../hooks/hook-ports.ts";
import type { EscalationRules } from "../orchestration/rules/escalation-rules.ts";
import type { Store } from "../store/store.ts";
import { threadDelivery } from "../tasks/task-deliveries.ts";
import { escalationChange, readEscalation, toEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";
import { whoIsAsked } from "./who-is-asked.ts";

export interface RaiseDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly rules: () => EscalationRules;
  /** Whoever stands behind an agent; absent where agents stand for themselves. */
  readonly personBehind: (agent: string) => string | undefined;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** What people read where the work is talked about. */
export function renderEscalation(escalation: Escalation): string {
  const { taskId, severity, problem, attempts, needs, askedOf } = escalation;
  const asked = askedOf.length === 0 ? "nobody yet" : askedOf.map((name) => `**${name}**`).join(", ");
  return [
    `**${taskId} needs help** (${severity}): ${problem}`,
    `Tried:\n${list(attempts)}`,
    ...(needs.length === 0 ? [] : [`What would help:\n${list(needs)}`]),
    `Asked: ${asked}.`,
  ].join("\n");
}

/**
 * Keeps a matter, says so in the thread of its task and in the log, all in one write. The same key again changes
 * nothing and gives what was raised before.
 */
export async function raiseEscalation(matter: Matter, deps: RaiseDeps): Promise<Raised> {
  const { store, clock } = deps;
  const before = await readEscalation(matter.key, store);
  if (before !== undefined) return { id: before.id, askedOf: before.askedOf };
  const task = await store.tasks.get(matter.taskId);
  const asked = whoIsAsked(matter, task, { rules: deps.rules(), personBehind: deps.personBehind });
  const escalation = toEscalation(matter, { ...asked, nowMs: clock.now() });
  const { id, taskId, stageId, level, severity, askedOf } = escalation;
  const text = renderEscalation(escalation);
  const written = await store.commit({
    documents: [escalationChange(escalation, null)],
    events: [{ type: "escalation.raised", taskId, data: { id, stage: stageId, level, severity, askedOf } }],
    ...(task === undefined ? {} : { deliveries: [threadDelivery(task, `escalation.${id}`, { text })] }),
  });
  if (written === "committed") return { id, askedOf };
  const other = await readEscalation(matter.key, store);
  return { id, askedOf: other?.askedOf ?? askedOf };
}
