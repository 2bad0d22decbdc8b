import { coordinatorOf, ORCHESTRATOR } from "../orchestration/coordination-of.ts";
import type { Task } from "../tasks/task.ts";
import { placeOf } from "../workflow/stage-state.ts";
import type { Escalation } from "./escalation.ts";

function teamOf(task: Task): string[] {
  return task.plan.stages.flatMap(({ assignments }) => assignments.map(({ agent }) => agent));
}

function leaderOf(task: Task): string | undefined {
  const [first] = task.plan.stages[0]?.assignments ?? [];
  return task.plan.leader ?? (first === undefined ? undefined : placeOf(task, first.id)?.assignment.agent);
}

/**
 * A stage that is stuck while no agent is named and no person answers for its task: the coordinator of the pattern is
 * asked before others, or whoever asked for the task where that is the program itself.
 */
function firstAsked({ agent, stageId }: Matter, task: Task | undefined): string[] {
  if (task === undefined || agent !== undefined || stageId === undefined || task.owner !== undefined)
    return [];
  const coordinator = coordinatorOf(task);
  return [coordinator === ORCHESTRATOR ? requesterOf(task) : coordinator];
}

function requesterOf({ source, requester }: Task): string {
  return `${source.platform}:${requester.id}`;
}

type Matter = Pick<Escalation, "agent" | "stageId" | "target" | "raisedBy">;

/** Names in a level of the rules that stand for those who work on the task. */
const NEAR: ReadonlySet<string> = new Set(["assignee", "team"]);

export interface AskedDeps {
  /** Names in the level of the rules. */
  readonly asks: readonly string[];
  readonly task: Task | undefined;
  /** The people of the team that the matter belongs to. */
  readonly members: readonly string[];
  readonly peopleOf: (name: string) => readonly string[];
}

/**
 * Whom a level asks about a matter: `assignee` and `team` by name, and the people behind each name. Where that reaches
 * nobody, whoever asked for the task, or raised the matter, hears of it.
 */
export function whoIsAsked(matter: Matter, { asks, task, members, peopleOf }: AskedDeps): string[] {
  const target = matter.target === undefined ? [] : [matter.target];
  const first = asks.some((name) => NEAR.has(name)) ? firstAsked(matter, task) : [];
  const names = asks.flatMap((name) => {
    if (name === "assignee") return matter.agent ?? (task === undefined ? [] : (leaderOf(task) ?? []));
    return name === "team" ? [...(task === undefined ? [] : teamOf(task)), ...members] : name;
  });
  const all = [...first, ...names, ...target].flatMap((name) => [name, ...peopleOf(name)]);
  const asked = [...new Set(all)];
  if (asked.some((name) => peopleOf(name).includes(name))) return asked;
  const requester = task === undefined ? undefined : requesterOf(task);
  const fallback = matter.raisedBy ?? requester;
  return fallback === undefined ? asked : [...asked, fallback];
}
