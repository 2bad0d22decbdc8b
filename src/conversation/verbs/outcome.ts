import type { Incoming } from "../../chat/messages.ts";
import type { Task } from "../../tasks/task.ts";

/** What became of something that a person wanted with a task; `text` tells them, in Markdown. */
export interface TaskOutcome {
  readonly isDone: boolean;
  readonly text: string;
}

/** Who wants it, and with which task; by a command, a press or a reaction alike. */
export interface TaskWish {
  readonly task: Task;
  readonly said: Pick<Incoming, "platform" | "from">;
}

export function done(text: string): TaskOutcome {
  return { isDone: true, text };
}

export function notDone(text: string): TaskOutcome {
  return { isDone: false, text };
}
