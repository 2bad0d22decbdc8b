import { retryAll, retryOne } from "../../dead-letters/retry-dead-letter.ts";
import { ago } from "../render-standing.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { explainRefusal } from "../explain-refusal.ts";
import { nameOf } from "../may-steer.ts";
import { refused, type ChatCommand, type CommandCall, type CommandAnswer } from "./command.ts";
import { findTask } from "./find-task.ts";
import { readStage, steer } from "./steer-plan.ts";
import { textArgument } from "../task-argument.ts";

const LISTED = 20;

export const deadCommand: ChatCommand = {
  name: "dead",
  usage: "/dead",
  summary: "what all attempts failed on; `/retry` starts it again",
  isTypedOnly: true,
  async run(_call, deps) {
    const letters = await deps.store.deadLetters.list(LISTED);
    if (letters.length === 0) return "No dead letters.";
    const now = deps.clock.now();
    return letters.map(({ kind, id, atMs }) => `- ${kind} \`${id}\`, ${ago(now - atMs)} ago`).join("\n");
  },
};

async function retryStage(call: CommandCall, deps: ConversationDeps): Promise<string | CommandAnswer> {
  const found = await findTask(call, deps);
  if (typeof found === "string") return refused(found);
  const { task, rest } = found;
  const named = readStage(task, rest);
  if (named === undefined) return refused(explainRefusal("unknown_stage", task));
  return steer(
    task,
    { type: "stage.retried", stage: named.stage, by: nameOf(call.incoming) },
    {
      deps,
      done: `\`${named.stage}\` of **${task.id}** is done again, and what was built on it after that.`,
    },
  );
}

export const retryCommand: ChatCommand = {
  name: "retry",
  usage: "/retry T12 [stage] | /retry all",
  summary: "starts a failed task or dead letter again, or one stage of a task with what was built on it",
  args: [
    {
      name: "what",
      description: "a task, the id of a dead letter, or all",
      choices: ["all"],
      suggests: ["task"],
    },
    textArgument("stage", "one stage of the task"),
  ],
  needs: "retry",
  async run(call, deps) {
    const { args } = call;
    if (args === "")
      return refused("Retry what? `/retry T12`, the id of a dead letter from `/dead`, or `/retry all`.");
    if (args === "all") {
      const count = await retryAll(deps);
      return count === 0 ? "There was nothing to retry." : `Started again: ${count}.`;
    }
    if (/^T\d+\s+\S/iu.test(args)) return retryStage(call, deps);
    const outcome = await retryOne(args, deps);
    switch (outcome) {
      case "retried":
        return `Started ${args} again. The answer comes in its thread.`;
      case "not_failed":
        return refused(`${args} has not failed, so there is nothing to retry.`);
      case "unknown":
        return refused(`I know nothing called "${args}". \`/dead\` lists what can be retried.`);
    }
  },
};
