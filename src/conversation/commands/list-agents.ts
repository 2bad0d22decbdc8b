import { renderAgents } from "../render-capabilities.ts";
import { agentLine } from "../render-load.ts";
import type { ChatCommand } from "./command.ts";

export const agentsCommand: ChatCommand = {
  name: "agents",
  usage: "/agents",
  summary: "all specialists, what each takes on, what it has in hand and whether it is away",
  async run(_call, deps) {
    const state = await deps.load.snapshot();
    const { workload } = deps.definitions().playbook;
    return renderAgents(deps.agents(), (agent) => agentLine(agent, state.of(agent.id), workload));
  },
};
