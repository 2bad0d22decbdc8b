import type { Choices } from "../chat/messages.ts";
import type { Task } from "../tasks/task.ts";

/** Under a final result, in passing: whether it was any use. The prompt names the round that is meant. */
export function feedbackChoice({ id, round }: Pick<Task, "id" | "round">): Choices {
  return {
    prompt: `feedback.${id}.r${round}`,
    options: [
      { value: "helpful", label: "Helpful" },
      { value: "not_helpful", label: "Not helpful" },
    ],
    isQuiet: true,
  };
}

/** The task and round that a press is about; undefined for other choices. */
export function parseFeedbackPrompt(
  prompt: string,
): { readonly taskId: string; readonly round: number } | undefined {
  const [, taskId, round] = /^feedback\.(T\d+)\.r(\d+)$/u.exec(prompt) ?? [];
  return taskId === undefined ? undefined : { taskId, round: Number(round) };
}
