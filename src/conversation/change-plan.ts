import type { Task } from "../tasks/task.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";
import { threadDelivery } from "../tasks/task-deliveries.ts";
import { answer } from "./answer.ts";
import { NOT_YOURS } from "./commands/steer-plan.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { maySteer, nameOf } from "./may-steer.ts";
import { acknowledge } from "./open-task.ts";
import { queueStanding } from "./queue-standing.ts";

const LABEL_CHARS = 75;

/** Offers other patterns for a proposed plan, and says how single stages are changed. */
export async function offerChange(turn: Turn, task: Task, deps: ConversationDeps): Promise<void> {
  const options = deps
    .patterns()
    .filter(({ id }) => id !== task.plan.pattern)
    .slice(0, deps.maxChoices())
    .map(({ id, title }) => ({ value: id, label: title.slice(0, LABEL_CHARS) }));
  const { id } = task;
  const text = `How should **${id}** be different? Leave out a stage: \`/skip ${id} stage reason\`. Another agent: \`/reassign ${id} stage agent\`. Another leader: \`wrong agent: name\`. Or another plan:`;
  const choices = { prompt: `change.${id}.r${task.round}`, options };
  await answer(turn, { text, ...(options.length === 0 ? {} : { choices }) }, deps.store);
}

/** Makes the plan anew by another pattern; it is shown again when it is a large one too. */
export async function takeNewPlan(
  turn: Turn,
  task: Task,
  pattern: string,
  deps: ConversationDeps,
): Promise<void> {
  if (!maySteer(turn.incoming, task, deps)) return answer(turn, { text: NOT_YOURS }, deps.store);
  if (task.plan.state !== "proposed")
    return answer(turn, { text: explainRefusal("not_proposed", task) }, deps.store);
  const route = { ...task.route, text: task.text };
  const { plan } = await deps.plan({ text: task.text, route, settings: task.settings, pattern });
  const event = { type: "plan.changed", plan, by: nameOf(turn.incoming) } as const;
  const step = await applyPlanEvent({ taskId: task.id, round: task.round, event }, deps);
  if (step === undefined || step.advance.refused !== undefined)
    return answer(turn, { text: "That question is settled already." }, deps.store);
  const shown = acknowledge(step.task, step.task.route, await queueStanding(step.task, deps));
  await answer(turn, { text: `**${task.id}** has another plan.` }, deps.store, {
    deliveries: [threadDelivery(step.task, "plan", shown)],
  });
}
