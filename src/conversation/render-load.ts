import type { Agent } from "../agents/agent.ts";
import type { AgentStanding } from "../orchestration/load/agent-load.ts";
import type { WorkloadRules } from "../orchestration/rules/workload-rules.ts";

function absence({ away }: AgentStanding): string | undefined {
  if (away === undefined) return undefined;
  const { untilMs, reason } = away;
  const until =
    untilMs === undefined
      ? ""
      : ` until ${new Date(untilMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `away${until}${reason === undefined ? "" : ` (${reason})`}`;
}

/** "2 of 3 tasks open", with whoever stands behind the agent and whether it is away; empty for an idle one. */
export function shownLoad(agent: string, standing: AgentStanding, { wip }: WorkloadRules): string {
  const limit = wip.byAgent[agent] ?? wip.perAgent;
  const { open, person } = standing;
  const parts = [
    open === 0 ? undefined : `${open} of ${limit} tasks open`,
    person === undefined || person.open === 0
      ? undefined
      : `${person.id} has ${person.open} of ${wip.perPerson}`,
    absence(standing),
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

/** One agent in one line, with what it has in hand. */
export function agentLine({ id, summary }: Agent, standing: AgentStanding, rules: WorkloadRules): string {
  const load = shownLoad(id, standing, rules);
  return `- **${id}**: ${summary}${load === "" ? "" : ` *${load}*`}`;
}
