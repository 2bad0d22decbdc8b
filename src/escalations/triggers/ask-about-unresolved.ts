import { z } from "zod";
import type { LoggedEvent } from "../../events/event.ts";
import { foldEvents } from "../../events/fold-events.ts";
import { isTerminal } from "../../tasks/task.ts";
import { afterWorkingTime } from "../working-time.ts";
import { escalatesAtOnce, triggerFor } from "./trigger-deps.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

/** Documents of tasks that are called blocked, by their ids. */
export const BLOCKS = "blocks";

/** What the matter of a blocked task is known by. */
export function blockedMatter(taskId: string): string {
  return `${taskId}/blocked`;
}

/** A task that somebody has called blocked, until it is not any more. */
const Block = z.object({ since: z.iso.datetime(), reason: z.string() });

const ENDS: ReadonlySet<string> = new Set(["task.unblocked", "task.done", "task.cancelled"]);

function blockOf({ at, data, ...event }: LoggedEvent): string | null | undefined {
  const type: string = event.type;
  if (ENDS.has(type)) return null;
  if (type !== "task.blocked") return undefined;
  const { reason } = data;
  return JSON.stringify({ since: at, reason: typeof reason === "string" ? reason : "it is blocked" });
}

async function noteBlocks({ store }: TriggerDeps): Promise<void> {
  await foldEvents("blocks", store, async (page) => {
    const changes = new Map<string, string | null>();
    for (const event of page) {
      const block = event.taskId === undefined ? undefined : blockOf(event);
      if (block !== undefined && event.taskId !== undefined) changes.set(event.taskId, block);
    }
    return [...changes].map(([id, value]) => ({ kind: BLOCKS, id, value }));
  });
}

/**
 * Escalations and blocked tasks that are older than the rule says, in working time, come to whom it names. A blocked
 * task whose problems do not wait is raised at once, to those of the ladder.
 */
export async function askAboutUnresolved(deps: TriggerDeps): Promise<void> {
  const rule = triggerFor("unresolved", deps);
  if (rule === undefined) return;
  await noteBlocks(deps);
  const { store, escalations } = deps;
  const nowMs = deps.clock.now();
  const clock = await deps.workClock();
  const isOld = (since: string): boolean =>
    afterWorkingTime(Date.parse(since), rule.longerThan, { target: { kind: "organisation" }, clock }) <=
    nowMs;
  for (const { id, since, askedOf } of await escalations.open())
    if (isOld(since) && !askedOf.includes(rule.target))
      await escalations.act(id, { type: "asked_too", to: rule.target, trigger: rule.id });
  for (const [taskId, stored] of await store.documents.list(BLOCKS)) {
    const block = Block.safeParse(JSON.parse(stored)).data;
    const task = await store.tasks.get(taskId);
    if (block === undefined || task === undefined || isTerminal(task.state)) continue;
    const hasWaited = isOld(block.since);
    if (!hasWaited && !escalatesAtOnce(task, deps)) continue;
    await escalations.raise({
      key: `${taskId}.blocked.${block.since}`,
      taskId,
      type: "missing_resource",
      matter: blockedMatter(taskId),
      ...(hasWaited ? { trigger: rule.id, target: rule.target } : {}),
      problem: `${task.title || taskId} is blocked: ${block.reason}`,
      attempts: [],
      needs: [],
      openForMs: nowMs - Date.parse(block.since),
      severity: "high",
    });
  }
}
