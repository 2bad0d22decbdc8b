import type { Changes } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { leaderOf } from "./leader-of.ts";
import { labelChanges } from "./route-label-of.ts";

/** That the agent of a task was the right one, as the changes that keep it. */
export function confirmationOf(turn: Turn, task: Task): Pick<Changes, "label" | "events"> {
  const leader = leaderOf(task);
  // A stand-in was chosen by load, not by domain: its thanks say nothing about the route.
  if (leader === undefined || task.selection?.insteadOf !== undefined) return {};
  const { id: taskId, text, route } = task;
  return labelChanges({ kind: "confirmed", turn, taskId, text, route, chosen: leader, right: leader });
}

/** Somebody says outright that the right agent has, or had, the task. */
export async function confirmRoute(turn: Turn, task: Task, deps: ConversationDeps): Promise<void> {
  const text = `Noted: **${leaderOf(task) ?? "nobody"}** is right for **${task.id}**.`;
  await answer(turn, { text }, deps.store, confirmationOf(turn, task));
}
