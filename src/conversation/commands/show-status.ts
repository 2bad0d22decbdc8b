import { renderStanding } from "../render-standing.ts";
import { budgetNews } from "./show-budgets.ts";
import type { ChatCommand } from "./command.ts";

export const statusCommand: ChatCommand = {
  name: "status",
  usage: "/status [T12]",
  summary: "where a task stands, or everything you have open; with your budgets, where some are set",
  run: async (call, deps) =>
    `${await renderStanding(call.args, call.incoming, deps)}${await budgetNews(call.incoming, deps)}`,
};
