import { renderAgents } from "../render-capabilities.ts";
import type { ChatCommand } from "./command.ts";

export const agentsCommand: ChatCommand = {
  name: "agents",
  usage: "/agents",
  summary: "all specialists and what each takes on",
  run: async (_call, deps) => renderAgents(deps.agents()),
};
