import { causeEvent } from "../events/cause-events.ts";
import type { WorkloadRules } from "../orchestration/rules/workload-rules.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { dueAssignments } from "../workflow/stage-state.ts";

const KIND = "conflict";
const LOOKED_AT = 2_000;
/** So many tasks show what the matter is. */
const NAMED = 10;

export interface ConflictDeps {
  readonly store: Pick<Store, "commit" | "documents" | "tasks">;
  readonly wip: () => WorkloadRules["wip"];
  readonly personBehind: (agent: string) => string | undefined;
}

/** Who has to do something for which tasks at this moment. */
function demandOf(tasks: readonly Task[], nameOf: (agent: string) => string | undefined) {
  const demand = new Map<string, Set<string>>();
  for (const task of tasks) {
    if (task.plan.state === "proposed") continue;
    for (const { agent } of task.plan.stages.flatMap(dueAssignments)) {
      const name = nameOf(agent);
      if (name !== undefined) demand.set(name, (demand.get(name) ?? new Set()).add(task.id));
    }
  }
  return demand;
}

function conflictsOf(tasks: readonly Task[], { wip, personBehind }: ConflictDeps): Map<string, string[]> {
  const { perAgent, perPerson, byAgent } = wip();
  const agents = [...demandOf(tasks, (agent) => agent)].filter(
    ([agent, ids]) => ids.size > Math.max(1, byAgent[agent] ?? perAgent),
  );
  const people = [...demandOf(tasks, personBehind)].filter(([, ids]) => ids.size > Math.max(1, perPerson));
  return new Map([...agents, ...people].map(([name, ids]) => [name, [...ids].toSorted().slice(0, NAMED)]));
}

/**
 * Logs `resource.conflict` when more tasks need an agent, or the person behind it, than either may have in hand: plans
 * that could not be made around it, and work that somebody gave to it. Once until it is over: a queue that grows is
 * one matter.
 */
export async function noteConflicts(deps: ConflictDeps): Promise<void> {
  const { store } = deps;
  const conflicts = conflictsOf(await store.tasks.listOpen(LOOKED_AT), deps);
  const stored = await store.documents.list(KIND);
  for (const [resource, between] of conflicts) {
    if (stored.has(resource)) continue;
    await store.commit({
      documents: [{ kind: KIND, id: resource, value: JSON.stringify({ between }), expected: null }],
      events: [causeEvent({ type: "resource.conflict", data: { resource, between } })],
    });
  }
  for (const [resource, value] of stored) {
    if (conflicts.has(resource)) continue;
    await store.commit({ documents: [{ kind: KIND, id: resource, value: null, expected: value }] });
  }
}
