import type { Task } from "../../tasks/task.ts";
import { mayApprove, nameOf } from "../may-steer.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import type { ChatCommand, CommandCall } from "./command.ts";
import { findTask } from "./find-task.ts";
import { readStage, steer } from "./steer-plan.ts";

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

export const approveCommand: ChatCommand = {
  name: "approve",
  usage: "/approve T12 [stage]",
  summary: "lets a stage that waits for a person go on",
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findDecision(call, deps);
    if (typeof found === "string") return found;
    const { task, stage } = found;
    if (stage === undefined) return `Nothing of **${task.id}** waits for approval.`;
    return steer(
      task,
      { type: "stage.approved", stage, by: nameOf(call.incoming) },
      { deps, done: `\`${stage}\` of **${task.id}** is approved.` },
    );
  },
};

export const refuseCommand: ChatCommand = {
  name: "refuse",
  usage: "/refuse T12 [stage] reason",
  summary: "sends back what waits for a person's approval",
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findDecision(call, deps);
    if (typeof found === "string") return found;
    const { task, stage, rest } = found;
    if (stage === undefined) return `Nothing of **${task.id}** waits for approval.`;
    if (rest === "") return `Why? \`/refuse ${task.id} what is to be changed\`.`;
    return steer(
      task,
      { type: "stage.refused", stage, by: nameOf(call.incoming), reason: rest },
      { deps, done: `\`${stage}\` of **${task.id}** is sent back.` },
    );
  },
};
