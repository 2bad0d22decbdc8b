import { stageOf } from "../../workflow/stage-state.ts";
import { explainRefusal } from "../explain-refusal.ts";
import { mayApprove, nameOf } from "../may-steer.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findSteerable, readStage, stagesOf, steer } from "./steer-plan.ts";
import { TASK_ARGUMENT, textArgument } from "../task-argument.ts";

export const skipCommand: ChatCommand = {
  name: "skip",
  usage: "/skip T12 stage reason",
  summary: "leaves out a stage of a task; what checks work is left out only by who may approve it",
  isTypedOnly: true,
  args: [
    TASK_ARGUMENT,
    textArgument("stage", "a stage of its plan"),
    textArgument("reason", "why it is left out"),
  ],
  isSlashOnly: true,
  async run(call, deps) {
    const found = await findSteerable(call, deps);
    if (typeof found === "string") return refused(found);
    const { task } = found;
    const named = readStage(task, found.rest);
    if (named === undefined && found.rest.trim() !== "")
      return refused(explainRefusal("unknown_stage", task));
    if (named === undefined || named.rest === "")
      return refused(
        `Skip what, and why? \`/skip ${task.id} stage reason\`; its stages are ${stagesOf(task)}.`,
      );
    const stage = stageOf(task, named.stage);
    const checks =
      stage !== undefined &&
      (stage.gates.length > 0 ||
        stage.approval === "person" ||
        ["validate", "review"].includes(stage.purpose));
    if (checks && !mayApprove(call.incoming, task, deps))
      return refused(`“${stage.title}” checks the work. Skipping it takes the permission \`approve\`.`);
    return steer(
      task,
      { type: "stage.skipped", stage: named.stage, by: nameOf(call.incoming), reason: named.rest },
      { deps, done: `“${stage?.title ?? named.stage}” of **${task.id}** is skipped.` },
    );
  },
};
