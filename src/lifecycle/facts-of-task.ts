import type { RequestFacts } from "../orchestration/rules/condition.ts";
import { RequestFlag } from "../orchestration/rules/condition.ts";
import type { Task } from "../tasks/task.ts";

/** What the conditions of rules are held against, for a task that exists. */
export function factsOfTask({ requestType, route, analysis }: Task): RequestFacts {
  const flags = RequestFlag.options.filter((flag) => analysis?.flags[flag].value === true);
  const domains = analysis?.domains.map(({ agent }) => agent) ?? [route.primary ?? ""];
  return { requestType, complexity: analysis?.complexity.value ?? route.complexity, flags, domains };
}
