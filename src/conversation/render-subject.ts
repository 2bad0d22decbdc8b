import { nearestName } from "../config/nearest-name.ts";
import type { Incoming } from "../chat/messages.ts";
import { readBoard } from "../board/read-board.ts";
import { ofTeam, tasksOf, endedToday } from "../board/board-view.ts";
import { renderBoard } from "../board/render-board.ts";
import type { Team } from "../people/people.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import type { Agent } from "../agents/agent.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { agentLine } from "./render-load.ts";
import { renderStanding, taskLine } from "./render-standing.ts";

const LISTED = 10;
const SEARCHED = 500;

/** What an agent has in hand: its standing, then its open tasks. */
async function ofAgent(agent: Agent, deps: ConversationDeps): Promise<string> {
  const snapshot = await deps.load.snapshot();
  const open = await deps.store.tasks.listOpen(SEARCHED);
  const theirs = open.filter((task) => assignmentsOf(task).some((each) => each.agent === agent.id));
  const lines = theirs.slice(0, LISTED).map((task) => taskLine(task, deps.clock.now()));
  const more = theirs.length > LISTED ? [`- and ${theirs.length - LISTED} more`] : [];
  const { workload } = deps.definitions().playbook;
  return [agentLine(agent, snapshot.of(agent.id), workload), ...lines, ...more].join("\n");
}

async function ofTeamNamed(team: Team, deps: ConversationDeps): Promise<string> {
  const { people, store } = deps;
  const board = await ofTeam(await readBoard(deps), team, deps);
  const ended = await tasksOf(endedToday(board, team.timeZone), store);
  return renderBoard({ board, people, zone: team.timeZone, team: team.name, ended });
}

/** The task, agent or team that a word names and where it stands; undefined when it names none of them. */
export async function renderSubject(
  word: string,
  incoming: Incoming,
  deps: ConversationDeps,
): Promise<string | undefined> {
  // Somebody who names a task means that one and no other.
  if (/^T\d+$/iu.test(word) && (await deps.store.tasks.get(word.toUpperCase())) === undefined)
    return undefined;
  if (word === "" || /\bT\d+\b/iu.test(word)) return renderStanding(word, incoming, deps);
  const name = word.replace(/^@/u, "").toLowerCase();
  const agent = deps.agents().get(name);
  if (agent !== undefined) return ofAgent(agent, deps);
  const team = deps.people.team(word);
  return team === undefined ? undefined : ofTeamNamed(team, deps);
}

/** What to tell somebody whose word names nothing. */
export function unknownSubject(word: string, { agents, people }: ConversationDeps): string {
  const names = [...agents().agents.map(({ id }) => id), ...people.teams.map(({ id }) => id)];
  const nearest = nearestName(word, names);
  const meant = nearest === undefined ? "" : ` Did you mean \`/status ${nearest}\`?`;
  return `I know no task, agent or team "${word.slice(0, 60)}".${meant} \`/tasks\` lists tasks, \`/agents\` agents.`;
}
