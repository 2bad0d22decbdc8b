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
export function whoIsAsked(
  matter: Pick<Escalation, "agent" | "target" | "raisedBy">,
  { asks, task, members, peopleOf }: AskedDeps,
): string[] {
  const target = matter.target === undefined ? [] : [matter.target];
  const names = asks.flatMap((name) => {
    if (name === "assignee") return matter.agent ?? (task === undefined ? [] : (leaderOf(task) ?? []));
    return name === "team" ? [...(task === undefined ? [] : teamOf(task)), ...members] : name;
  });
  const all = [...names, ...target].flatMap((name) => [name, ...peopleOf(name)]);
  const asked = [...new Set(all)];
  if (asked.some((name) => peopleOf(name).includes(name))) return asked;
  const requester = task === undefined ? undefined : `${task.source.platform}:${task.requester.id}`;
  const fallback = matter.raisedBy ?? requester;
  return fallback === undefined ? asked : [...asked, fallback];
}
