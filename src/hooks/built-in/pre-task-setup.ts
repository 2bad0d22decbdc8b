import type { HookPorts } from "../hook-ports.ts";
import { outcomeOf } from "./built-in.ts";
import type { BuiltIn } from "./built-in.ts";

async function problemsOf(agent: string, role: "leads" | "supports", ports: HookPorts): Promise<string[]> {
  const found = ports.agents.get(agent);
  if (found === undefined) return [`${agent} ${role}, but has no agent file.`];
  const availability = await ports.availabilityOf?.(agent);
  // Supporters may start later; only the lead has to be free now.
  return role === "supports" || availability === undefined || availability.free
    ? []
    : [`${agent} is not free: ${availability.detail}.`];
}

/** The agents are there, the lead is free, the workspace can be read. */
export function createPreTaskSetup(ports: HookPorts): BuiltIn<"PRE_TASK_SETUP"> {
  return async (input) => {
    const lead = await problemsOf(input.agent, "leads", ports);
    const support = await Promise.all(
      input.support.map(async (agent) => problemsOf(agent, "supports", ports)),
    );
    const workspace = await ports.workspaceProblem?.();
    const problems = [
      ...lead,
      ...support.flat(),
      ...(workspace === undefined ? [] : [`The workspace cannot be read: ${workspace}`]),
    ];
    return outcomeOf(problems, "Agents and workspace are ready.", { ready: problems.length === 0, problems });
  };
}
