import { taskLine } from "../render-standing.ts";
import type { ChatCommand } from "./command.ts";

const LISTED = 15;

export const tasksCommand: ChatCommand = {
  name: "tasks",
  usage: "/tasks",
  summary: "the newest tasks and where each stands",
  async run(_call, deps) {
    const tasks = await deps.store.tasks.listRecent(LISTED);
    if (tasks.length === 0) return "No tasks yet. Write what you need and there will be one.";
    return tasks.map((task) => taskLine(task, deps.clock.now())).join("\n");
  },
};
