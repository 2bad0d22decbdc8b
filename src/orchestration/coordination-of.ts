import type { Complexity } from "../router/route.ts";
import type { Task } from "../tasks/task.ts";
import type { DefinitionSet } from "./read-definitions.ts";
import type { CoordinationRules } from "./rules/coordination-rules.ts";

/** Who keeps a plan together where its pattern names nobody: the program itself. */
export const ORCHESTRATOR = "orchestrator";

/** What would help a stuck task of a complexity, and who gives it. */
export interface Help {
  readonly title: string;
  readonly help: string;
  /** The button that asks for it; absent where words are all there is. */
  readonly offer?: string;
  /** Whom the complexity names for an escalation: agents and others by name. */
  readonly targets: readonly string[];
}

/** What the rules say about keeping a task of its complexity together. */
export interface TaskCoordination {
  readonly complexity: Complexity;
  readonly strategy: CoordinationRules["strategies"][number];
  readonly help: Help;
}

export type CoordinationOf = (task: Task) => TaskCoordination;

export function complexityOf({ analysis, route }: Pick<Task, "analysis" | "route">): Complexity {
  return analysis?.complexity.value ?? route.complexity;
}

export function coordinatorOf({ plan }: Pick<Task, "plan">): string {
  return plan.coordinator ?? ORCHESTRATOR;
}

function rowOf<Row extends { readonly level: Complexity }>(rows: readonly Row[], level: Complexity): Row {
  const found = rows.find((row) => row.level === level);
  // The schemas want a row for every level.
  if (found === undefined) throw new RangeError(`The rules have no row for ${level}.`);
  return found;
}

/** Strategy and help for a task, by the rules as they are at the moment of the call. */
export function createCoordinationOf(
  current: () => Pick<DefinitionSet, "rules" | "playbook">,
): CoordinationOf {
  return (task) => {
    const { rules, playbook } = current();
    const complexity = complexityOf(task);
    const { levels, means } = playbook.complexityRouting;
    const { escalationMeans } = rowOf(levels, complexity);
    const { title, help, offer } = means.find(({ id }) => id === escalationMeans) ?? {
      title: escalationMeans.replaceAll("_", " "),
      help: "",
      offer: undefined,
    };
    const targets = rules.complexity.levels.find(({ level }) => level === complexity)?.escalation ?? [];
    return {
      complexity,
      strategy: rowOf(playbook.coordination.strategies, complexity),
      help: { title, help, targets: [...targets], ...(offer === undefined ? {} : { offer }) },
    };
  };
}
