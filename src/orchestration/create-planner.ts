import type { Analysis, PersonSettings } from "../tasks/analysis.ts";
import type { Selection } from "../tasks/selection.ts";
import { analyseRequest } from "./analyse-request.ts";
import type { AgentLoad, LoadSnapshot } from "./load/agent-load.ts";
import { planTask } from "./plan-task.ts";
import type { PlanInput, PlannedTask } from "./planned-task.ts";
import type { DefinitionSet } from "./read-definitions.ts";
import { selectPrimary } from "./select-primary.ts";
import type { SupportContext } from "./select-support.ts";
import { taskTypeOf } from "./select-task-type.ts";
import { skillOf } from "./find-skills.ts";
import { matrixSupport } from "./matrix-support.ts";
import { supportWithinCap } from "./work-cost.ts";

type Planned = Required<PlannedTask>;

export interface PlannerDeps {
  readonly definitions: () => DefinitionSet;
  readonly load: AgentLoad;
}

/** Support rules that a flag stands for: why each holds, null where the flag is off. */
function settledRules({ flags }: Analysis, { playbook }: DefinitionSet): Map<string, string | null> {
  return new Map(
    playbook.requests.flags.flatMap(({ flag, supportRule }): [string, string | null][] => {
      if (supportRule === undefined) return [];
      const { value, decidedBy, why } = flags[flag];
      return [[supportRule, value ? (decidedBy === "person" ? `${flag}: ${why}` : why) : null]];
    }),
  );
}

function supportContext(
  { analysis, selection, settings }: { analysis: Analysis; selection: Selection; settings: PersonSettings },
  set: DefinitionSet,
  state: LoadSnapshot,
): SupportContext {
  const named = new Set(analysis.components.map(({ component }) => component));
  const domains = Object.entries(settings.domains ?? {});
  const { learner } = selection;
  const wanted = domains
    .filter(([, { value }]) => value)
    .map(([agent, { by }]) => ({ agent, reason: `${by} asked for it` }));
  const working = [selection.agent, ...wanted.map(({ agent }) => agent)];
  return {
    ...matrixSupport(analysis, working, set.playbook.intersections),
    tree: analysis.tree,
    taskType: taskTypeOf(analysis.requestType.value, set.rules, set.agents),
    components: set.rules.components.filter(({ component }) => named.has(component)),
    settled: settledRules(analysis, set),
    wanted,
    unwanted: new Set(domains.filter(([, { value }]) => !value).map(([agent]) => agent)),
    away: new Set(set.agents.agents.map(({ id }) => id).filter((id) => state.of(id).away !== undefined)),
    withinCap: supportWithinCap(analysis.complexity.value, set.playbook.workload),
    ...(learner === undefined
      ? {}
      : { learner: { agent: learner, reason: `learns beside ${selection.agent}, who is experienced` } }),
  };
}

/**
 * Plans by the definitions, what people said and how busy the agents are: the same text, route, settings and state
 * give the same plan. Throws what `analyseRequest` and `planTask` throw.
 */
export function planRequest(input: PlanInput, set: DefinitionSet, state: LoadSnapshot): Planned {
  const { text, route, settings = {}, pattern } = input;
  const analysis = analyseRequest({ text, route, settings }, set);
  const { favourite, complexity } = analysis;
  const selection = selectPrimary(
    {
      favourite: favourite.value,
      isByPerson: favourite.decidedBy === "person",
      alternatives: route.alternatives,
      taskType: taskTypeOf(analysis.requestType.value, set.rules, set.agents),
      complexity: complexity.value,
      skill: skillOf(
        { requestType: analysis.requestType.value, favourite: favourite.value },
        { skills: set.playbook.skills, rules: set.rules, agents: set.agents },
      ),
      tree: analysis.tree,
      isUnsure: route.confidence < set.rules.routing.routeAt,
    },
    { agents: set.agents, rules: set.playbook.workload, state },
  );
  const support = supportContext({ analysis, selection, settings }, set, state);
  const planned = planTask(
    {
      text,
      route,
      decided: { analysis, selection, support, settings },
      ...(pattern === undefined ? {} : { pattern }),
    },
    set,
  );
  return { ...planned, analysis, selection };
}

/** The planner of a process: asks for the state of the agents at each request. */
export function createPlanner({ definitions, load }: PlannerDeps): (input: PlanInput) => Promise<Planned> {
  return async (input) => planRequest(input, definitions(), await load.snapshot());
}
