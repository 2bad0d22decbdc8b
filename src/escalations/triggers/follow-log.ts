import { toCauseEvent } from "../../events/cause-events.ts";
import type { LoggedEvent } from "../../events/event.ts";
import { foldEvents } from "../../events/fold-events.ts";
import type { NewMatter } from "../escalation.ts";
import { failedGateMatter, settlePassed } from "./failed-gates.ts";
import { escalatesAtOnce, triggerFor } from "./trigger-deps.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

/** What happened before that is history, for an installation that begins to look. */
const RECENT_MS = 86_400_000;

const rest = { needs: [], openForMs: 0, attempts: [] } as const;

/** More tasks need somebody than they may have in hand. */
function capacityMatter(event: LoggedEvent, deps: TriggerDeps): NewMatter | undefined {
  const rule = triggerFor("over_capacity", deps);
  const cause = toCauseEvent(event);
  if (rule === undefined || cause?.type !== "resource.conflict") return undefined;
  const { resource, between } = cause.data;
  return {
    ...rest,
    key: `capacity.${event.id}`,
    matter: `capacity/${resource}`,
    type: "missing_resource",
    trigger: rule.id,
    target: rule.target,
    problem: `${resource} has more work than capacity: ${between.join(", ")}`,
    needs: ["give some of it to somebody else, or do it later"],
    severity: "medium",
  };
}

/** Something will not be done by the day that it was due. */
function slipMatter(event: LoggedEvent, deps: TriggerDeps): NewMatter | undefined {
  const rule = triggerFor("sprint_at_risk", deps);
  const cause = toCauseEvent(event);
  if (rule === undefined || cause?.type !== "milestone.slipped") return undefined;
  const { milestone, due, expected } = cause.data;
  if (expected <= due) return undefined;
  return {
    ...rest,
    key: `slip.${event.id}`,
    matter: `slip/${milestone}`,
    level: "team",
    trigger: rule.id,
    target: rule.target,
    problem: `${milestone} slips: due ${due}, now expected ${expected}`,
    needs: ["the whole team agrees on what moves"],
    severity: "high",
  };
}

/** The same agent failed at the same stage of a task again and again. */
async function failureMatter(event: LoggedEvent, deps: TriggerDeps): Promise<NewMatter | undefined> {
  const rule = triggerFor("failed_attempts", deps);
  const { type, taskId, data } = event;
  const { agent } = data;
  if (rule === undefined || type !== "assignment.failed" || taskId === undefined) return undefined;
  const failures = (await deps.store.events.ofTask(taskId)).filter(
    (one) => one.type === "assignment.failed" && one.data["agent"] === agent,
  );
  const task = await deps.store.tasks.get(taskId);
  const isAtOnce = task !== undefined && escalatesAtOnce(task, deps);
  if (failures.length < (isAtOnce ? 1 : rule.attempts)) return undefined;
  const name = typeof agent === "string" ? agent : "an agent";
  return {
    ...rest,
    key: `${taskId}.failed_attempts.${name}`,
    matter: `${taskId}/failed_attempts/${name}`,
    occasion: event.id,
    taskId,
    agent: name,
    type: "failed_gate",
    trigger: rule.id,
    target: rule.target,
    problem: `${name} has failed ${failures.length === 1 ? "once" : `${failures.length} times`}`,
    attempts: failures.slice(-3).map(({ at, data: { code } }) => `${at.slice(0, 16)}: ${String(code)}`),
    severity: "high",
  };
}

/** Reads on in the event log and raises what the triggers of the rules call for, each once. */
export async function followLog(deps: TriggerDeps): Promise<void> {
  const sinceMs = deps.clock.now() - RECENT_MS;
  await foldEvents("escalation-triggers", deps.store, async (page) => {
    for (const event of page) {
      if (Date.parse(event.at) < sinceMs) continue;
      await settlePassed(event, deps);
      const matter =
        capacityMatter(event, deps) ??
        slipMatter(event, deps) ??
        (await failureMatter(event, deps)) ??
        (await failedGateMatter(event, deps));
      if (matter !== undefined) await deps.escalations.raise(matter);
    }
    return [];
  });
}
