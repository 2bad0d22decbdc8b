import { renderStanding } from "../render-standing.ts";
import type { ChatCommand } from "./command.ts";

export const statusCommand: ChatCommand = {
  name: "status",
  usage: "/status [T12]",
  summary: "where a task stands, or everything you have open",
  run: async (call, deps) => renderStanding(call.args, call.incoming, deps),
};
