import { renderAgents } from "../render-capabilities.ts";
import { renderSkill } from "../render-skill.ts";
import { agentLine } from "../render-load.ts";
import type { ChatCommand } from "./command.ts";
import { textArgument } from "../task-argument.ts";

export const agentsCommand: ChatCommand = {
  name: "agents",
  usage: "/agents [skill rust]",
  summary: "all specialists, what each takes on and has in hand, and who is away; or who has a skill",
  args: [textArgument("skill", "skill and its name, such as skill rust")],
  isBare: true,
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
