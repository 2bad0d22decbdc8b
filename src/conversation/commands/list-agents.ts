import { renderAgents } from "../render-capabilities.ts";
import { renderSkill } from "../render-skill.ts";
import { agentLine } from "../render-load.ts";
import type { ChatCommand } from "./command.ts";

export const agentsCommand: ChatCommand = {
  name: "agents",
  usage: "/agents [skill rust]",
  summary:
    "all specialists, what each takes on, what it has in hand and whether it is away; or who has a skill",
  async run({ args }, deps) {
    const state = await deps.load.snapshot();
    const { rules, playbook } = deps.definitions();
    const { workload, skills } = playbook;
    if (args !== "") {
      const name = args.replace(/^skills?\b\s*/iu, "");
      return renderSkill(name, { skills, rules, agents: deps.agents() }, { state, workload });
    }
    return renderAgents(deps.agents(), (agent) => agentLine(agent, state.of(agent.id), workload));
  },
};
