import type { Matter } from "../hooks/hook-ports.ts";
import type { EscalationRules } from "../orchestration/rules/escalation-rules.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";
import type { Task } from "../tasks/task.ts";
import { placeOf } from "../workflow/stage-state.ts";

export interface AskedAt {
  /** A level of the rules. */
  readonly level: string;
  readonly askedOf: readonly string[];
}

type Level = EscalationRules["levels"][number];

const MINUTE_MS = 60_000;

/** The level at which a matter of this age stands; time counts by the wall clock here. */
function levelOf(ageMs: number, levels: readonly Level[]): Level | undefined {
  const open = levels.find(({ until }) => until === undefined || ageMs < minutesOf(until) * MINUTE_MS);
  return open ?? levels.at(-1);
}

function teamOf(task: Task): string[] {
  return task.plan.stages.flatMap(({ assignments }) => assignments.map(({ agent }) => agent));
}

function leaderOf(task: Task): string | undefined {
  const [first] = task.plan.stages[0]?.assignments ?? [];
  return task.plan.leader ?? (first === undefined ? undefined : placeOf(task, first.id)?.assignment.agent);
}

/** Whom the rules ask about a matter of a task: `assignee` and `team` by name, and the person behind each agent. */
export function whoIsAsked(
  matter: Pick<Matter, "agent" | "openForMs">,
  task: Task | undefined,
  {
    rules,
    personBehind,
  }: { readonly rules: EscalationRules; readonly personBehind: (agent: string) => string | undefined },
): AskedAt {
  const level = levelOf(matter.openForMs, rules.levels);
  const asked = (level?.asks ?? []).flatMap((name) => {
    if (name === "assignee") return matter.agent ?? (task === undefined ? [] : (leaderOf(task) ?? []));
    return name === "team" ? (task === undefined ? [] : teamOf(task)) : name;
  });
  const withPeople = asked.flatMap((name) => [name, personBehind(name) ?? []].flat());
  return { level: level?.id ?? "", askedOf: [...new Set(withPeople)] };
}
