import type { Task } from "../tasks/task.ts";

interface KnownTeam {
  readonly id: string;
  readonly channels: readonly string[];
  readonly members: readonly string[];
}

interface KnownChannel {
  readonly id: string;
  readonly platform: string;
  readonly channel: string;
  readonly team?: string | undefined;
}

interface KnownMember {
  readonly id: string;
  readonly agents: readonly string[];
}

/**
 * Finds the teams that a task belongs to: those whose channel it was asked in, whose member asked for it, or behind
 * whose agents a member stands. Where there is one team only, everything is its.
 */
export function createTeamsOf(
  config: {
    readonly teams: readonly KnownTeam[];
    readonly channels: readonly KnownChannel[];
    readonly people: readonly KnownMember[];
  },
  personOf: (actor: { readonly platform: string; readonly userId: string }) => string,
): (task: Task) => readonly string[] {
  const { teams, channels, people } = config;

  function isOf(team: KnownTeam, task: Task): boolean {
    const { platform, channel } = task.thread;
    const own = channels.filter((each) => each.team === team.id || team.channels.includes(each.id));
    if (own.some((each) => each.platform === platform && each.channel === channel)) return true;
    const requester = personOf({ platform, userId: task.requester.id });
    if (team.members.includes(requester)) return true;
    const agents = task.plan.stages.flatMap(({ assignments }) => assignments.map(({ agent }) => agent));
    const members = people.filter(({ id }) => team.members.includes(id));
    return members.some((member) => member.agents.some((agent) => agents.includes(agent)));
  }

  return (task) => {
    if (teams.length === 1) return teams.map(({ id }) => id);
    return teams.filter((team) => isOf(team, task)).map(({ id }) => id);
  };
}
