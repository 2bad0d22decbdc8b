import type { Choices, WorkProgress } from "../../chat/messages.ts";
import { toBlockQuote, toInlineText } from "../brief-text.ts";

export interface ProgressState {
  readonly taskId: string;
  readonly round: number;
  /** Of the agent, for people. */
  readonly title: string;
  /** Oldest first, all of them. */
  readonly steps: readonly { readonly text: string; readonly isError: boolean }[];
  /** What the model is writing right now. */
  readonly draft: string;
  /** The last words; once they are there, nothing changes any more. */
  readonly summary: string | undefined;
  readonly isOver: boolean;
}

const SHOWN_STEPS = 8;
const DRAFT_CHARS = 500;
const DRAFT_LINES = 6;
const NOW_CHARS = 120;

/** Comes back when somebody presses Stop under a running task. */
export function stopPrompt(taskId: string, round: number): string {
  return `stop.${taskId}.r${round}`;
}

/** Offered in passing: where there are no buttons, `/cancel` does the same. */
export function stopChoice(taskId: string, round: number): Choices {
  return {
    prompt: stopPrompt(taskId, round),
    options: [{ value: "stop", label: "Stop" }],
    isQuiet: true,
  };
}

/** More than are shown at once: a platform that adds step to step may have missed some. */
const PASSED_STEPS = 20;

/** The same for platforms that show work in a way of their own. */
export function toWorkProgress(state: ProgressState): WorkProgress {
  const { title, taskId, steps, draft, isOver } = state;
  const now = isOver ? "" : toInlineText(draft.slice(-NOW_CHARS), NOW_CHARS);
  return {
    title: `${toInlineText(title, 60)} ${isOver ? "worked" : "works"} on ${taskId}`,
    earlier: Math.max(0, steps.length - PASSED_STEPS),
    steps: steps
      .slice(-PASSED_STEPS)
      .map(({ text, isError }) => ({ text: toInlineText(text, 200), isError })),
    ...(now === "" ? {} : { now }),
    isOver,
  };
}

/** The one message in which people see an agent at work. */
export function renderProgress(state: ProgressState): string {
  const { title, taskId, steps, draft, summary, isOver } = state;
  const verb = isOver ? "worked" : "works";
  const earlier = steps.length - SHOWN_STEPS;
  const lines = [
    ...(earlier > 0 ? [`- … ${earlier} earlier`] : []),
    ...steps.slice(-SHOWN_STEPS).map(({ text, isError }) => `- ${text}${isError ? " ✗" : ""}`),
  ];
  return [
    `**${toInlineText(title, 60)}** ${verb} on **${taskId}**`,
    ...(lines.length === 0 ? [] : [lines.join("\n")]),
    ...(isOver || draft.trim() === ""
      ? []
      : [toBlockQuote(draft.slice(-DRAFT_CHARS), { maxChars: DRAFT_CHARS, maxLines: DRAFT_LINES })]),
    ...(summary === undefined ? [] : [summary]),
  ].join("\n\n");
}
