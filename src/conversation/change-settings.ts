import { isDeepStrictEqual } from "node:util";
import type { Incoming } from "../chat/messages.ts";
import type { NewEvent } from "../events/event.ts";
import { replanTask } from "../orchestration/replan-task.ts";
import { placeOf } from "../tasks/age-priorities.ts";
import type { PersonSettings } from "../tasks/analysis.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import { followPlan } from "../tasks/follow-plan.ts";
import { threadDelivery } from "../tasks/task-deliveries.ts";
import { isTerminal, type Task } from "../tasks/task.ts";
import { teamFacts } from "../tasks/team-facts.ts";
import { updateTask } from "../tasks/update-task.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { queueStanding, renderWait } from "./queue-standing.ts";

export interface SettingsChange {
  readonly incoming: Incoming;
  /** What people read about it in the task's thread. */
  readonly told: string;
  /** The new settings; undefined when there is nothing to change. */
  change(settings: PersonSettings): PersonSettings | undefined;
  /** The entry of the audit log that belongs to the same write. */
  event(before: Task, after: Task): NewEvent;
}

function teamOf(task: Task): string {
  return assignmentsOf(task)
    .map(({ agent, role }) => `${agent} ${role}`)
    .join();
}

function renderTeam(task: Task): string {
  const assignments = assignmentsOf(task);
  const leader = assignments.find(({ role }) => role === "primary")?.agent ?? "nobody";
  const others = assignments.filter(({ role }) => role !== "primary").map(({ agent }) => `**${agent}**`);
  return `with **${leader}**${others.length === 0 ? "" : `, and ${others.join(" and ")} in support`}`;
}

/**
 * Takes over what a person decided about a task: settings, new plan of what has not begun, priority and audit event
 * in one write, and the queue after it. Returns what to tell the person.
 */
export async function changeSettings(
  task: Task,
  request: SettingsChange,
  deps: ConversationDeps,
): Promise<string> {
  if (isTerminal(task.state)) return `**${task.id}** is ${task.state}; there is nothing left to plan.`;
  const nowMs = deps.clock.now();
  let before: Task | undefined;
  const after = await updateTask(
    deps.store,
    task.id,
    async (current) => {
      before = undefined;
      const old = current.settings ?? {};
      const settings = isTerminal(current.state) ? undefined : request.change(old);
      if (settings === undefined || isDeepStrictEqual(settings, old)) return undefined;
      before = current;
      const next = await replanTask(current, settings, deps.plan);
      const text = `**${next.id}**: ${request.told}. It is now ${renderTeam(next)}.`;
      const name = `plan-${current.version + 1}`;
      return {
        task: next,
        events: [
          request.event(current, next),
          { type: "task.replanned", taskId: next.id, data: teamFacts(next) },
        ],
        ...(teamOf(current) === teamOf(next) ? {} : { deliveries: [threadDelivery(next, name, { text })] }),
      };
    },
    { known: task, nowMs },
  );
  if (after === undefined) return `I know no task ${task.id} any more.`;
  if (before === undefined) return `Nothing changes for **${task.id}**.`;
  const place = placeOf(after, nowMs, deps.definitions().rules.priority);
  await followPlan(before, after, { jobs: deps.jobs, place });
  return renderChange(after, request.told, deps);
}

async function renderChange(task: Task, told: string, deps: ConversationDeps): Promise<string> {
  const { band, score } = task.priority;
  const begun = assignmentsOf(task).some(({ state }) => state !== "waiting");
  const rest = begun ? "What has begun goes on as it was." : renderWait(await queueStanding(task, deps));
  return `**${task.id}**: ${told}. It is ${renderTeam(task)}, priority ${band} (${score}). ${rest}`;
}
