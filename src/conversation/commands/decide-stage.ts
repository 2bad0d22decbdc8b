import type { Task } from "../../tasks/task.ts";
import { decideByPerson, readEffectWord, waitingEffects } from "../decide-effect-by-person.ts";
import { mayApprove, nameOf } from "../may-steer.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { refused, personal, type ChatCommand, type CommandCall } from "./command.ts";
import { findTask } from "./find-task.ts";
import { readStage, steer } from "./steer-plan.ts";
import { TASK_ARGUMENT, textArgument } from "../task-argument.ts";

export const NOT_AN_APPROVER = "Approving takes the permission `approve`.";

interface Decision {
  readonly task: Task;
  /** Absent: nothing waits. */
  readonly stage: string | undefined;
  readonly rest: string;
}

/** The stage that is named, else the one that waits. */
async function findDecision(call: CommandCall, deps: ConversationDeps): Promise<Decision | string> {
  const found = await findTask(call, deps);
  if (typeof found === "string") return found;
  const { task, rest } = found;
  if (!mayApprove(call.incoming, task, deps)) return NOT_AN_APPROVER;
  const named = readStage(task, rest);
  const waiting = task.plan.stages.find(({ state }) => state === "awaiting_approval")?.id;
  return named === undefined ? { task, stage: waiting, rest } : { task, ...named };
}

/** What to tell when the call names an effect of a task, such as `T12 e1`; undefined when it does not. */
async function decideNamedEffect(
  call: CommandCall,
  accepted: boolean,
  deps: ConversationDeps,
): Promise<string | undefined> {
  const found = await findTask(call, deps);
  const named = typeof found === "string" ? undefined : readEffectWord(found.rest);
  if (typeof found === "string" || named === undefined) return undefined;
  return decideByPerson(call.incoming, { taskId: found.task.id, ...named, accepted }, deps);
}

async function nothingWaits({ id }: Task, deps: ConversationDeps): Promise<string> {
  const effects = await waitingEffects(id, deps);
  return effects.length === 0
    ? `Nothing of **${id}** waits for approval.`
    : `Which one?\n${effects.join("\n")}`;
}

export const approveCommand: ChatCommand = {
  name: "approve",
  usage: "/approve T12 [stage or e1]",
  summary: "lets a stage or an effect that waits for a person go on",
  args: [TASK_ARGUMENT, textArgument("what", "a stage, or an effect such as e1")],
  isSlashOnly: true,
  async run(call, deps) {
    const effect = await decideNamedEffect(call, true, deps);
    if (effect !== undefined) return personal(effect);
    const found = await findDecision(call, deps);
    if (typeof found === "string") return refused(found);
    const { task, stage } = found;
    if (stage === undefined) return refused(await nothingWaits(task, deps));
    return steer(
      task,
      { type: "stage.approved", stage, by: nameOf(call.incoming) },
      { deps, done: `\`${stage}\` of **${task.id}** is approved.` },
    );
  },
};

export const refuseCommand: ChatCommand = {
  name: "refuse",
  usage: "/refuse T12 [stage or e1] reason",
  summary: "sends back what waits for a person's approval",
  args: [TASK_ARGUMENT, textArgument("reason", "what is to be changed; a stage or an effect may come first")],
  isSlashOnly: true,
  async run(call, deps) {
    const effect = await decideNamedEffect(call, false, deps);
    if (effect !== undefined) return personal(effect);
    const found = await findDecision(call, deps);
    if (typeof found === "string") return refused(found);
    const { task, stage, rest } = found;
    if (stage === undefined) return refused(await nothingWaits(task, deps));
    if (rest === "") return refused(`Why? \`/refuse ${task.id} what is to be changed\`.`);
    return steer(
      task,
      { type: "stage.refused", stage, by: nameOf(call.incoming), reason: rest },
      { deps, done: `\`${stage}\` of **${task.id}** is sent back.` },
    );
  },
};
