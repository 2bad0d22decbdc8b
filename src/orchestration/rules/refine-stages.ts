import type { z } from "zod";
import { suggestName } from "../../config/nearest-name.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { findCycle } from "./find-cycle.ts";

interface StageShape {
  readonly id: string;
  readonly purpose: string;
  readonly needs: readonly string[];
  readonly agents: readonly { readonly role: string; readonly agent: string }[];
  readonly condition?: unknown;
  readonly reworks?: string | undefined;
  readonly gates: readonly string[];
}

interface Stages {
  readonly list: readonly StageShape[];
  readonly byId: ReadonlyMap<string, StageShape>;
  readonly context: z.RefinementCtx;
}

type Path = readonly (string | number)[];

function report({ context }: Stages, path: Path, what: { message: string; remedy: string }): void {
  const { message, remedy } = what;
  context.addIssue({ code: "custom", path: [...path], message, params: { remedy } });
}

/** All stages that must be over before one begins, near and far; ends for cyclic stages too. */
function stagesBefore({ byId }: Stages, stage: StageShape): StageShape[] {
  const found = new Map<string, StageShape>();
  const queue = [...stage.needs];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const before = byId.get(name);
    if (before === undefined || found.has(name)) continue;
    found.set(name, before);
    queue.push(...before.needs);
  }
  return [...found.values()];
}

function refineNeeds(stages: Stages): void {
  const names = [...stages.byId.keys()];
  for (const [index, stage] of stages.list.entries()) {
    for (const [at, need] of stage.needs.entries()) {
      if (names.includes(need)) continue;
      const others = names.filter((name) => name !== stage.id);
      report(stages, [index, "needs", at], {
        message: `needs the stage "${need}", which the pattern does not have.`,
        remedy: suggestName(need, others),
      });
    }
  }
  const cycle = findCycle(stages.list.map((stage) => [stage.id, stage.needs]));
  if (cycle === undefined) return;
  const index = stages.list.findIndex((stage) => stage.id === cycle[0]);
  report(stages, [index, "needs"], {
    message: `can never begin: ${cycle.join(" waits for ")}.`,
    remedy: "Remove one of these needs.",
  });
}

function refineReworks(stages: Stages): void {
  for (const [index, stage] of stages.list.entries()) {
    if (stage.reworks === undefined) continue;
    const before = stagesBefore(stages, stage).map((one) => one.id);
    if (before.includes(stage.reworks)) continue;
    report(stages, [index, "reworks"], {
      message: `names "${stage.reworks}", which does not come before this stage.`,
      remedy: suggestName(stage.reworks, before),
    });
  }
}

/** What is deployed was validated first: every deploying stage waits for a validation that cannot be left out. */
function refineDeploys(stages: Stages): void {
  for (const [index, stage] of stages.list.entries()) {
    if (stage.purpose !== "deploy") continue;
    const before = stagesBefore(stages, stage);
    const validations = before.filter((one) => one.purpose === "validate" && one.condition === undefined);
    const checked = new Set(validations.flatMap((one) => stagesBefore(stages, one)).map((one) => one.id));
    const unchecked = before.find((one) => one.purpose === "work" && !checked.has(one.id));
    if (validations.length > 0 && unchecked === undefined) continue;
    const what = unchecked === undefined ? "anything" : `"${unchecked.id}"`;
    report(stages, [index, "needs"], {
      message: `deploys before ${what} is validated.`,
      remedy:
        "Let it need a stage with the purpose validate, without a condition, that comes after the work.",
    });
  }
}

/** `team` is everybody who works on the task, so it clashes with either of its parts. */
function namesOf(agent: string): string[] {
  return agent === "team" ? ["domain_primary", "domain_support"] : [agent];
}

function workersOf(stage: StageShape): string[] {
  return stage.agents
    .filter((one) => one.role === "primary" || one.role === "support")
    .flatMap((one) => namesOf(one.agent));
}

/** Nobody reviews or gates a stage that they work on, or work of a stage before it that they did. */
function refineJudges(stages: Stages): void {
  for (const [index, stage] of stages.list.entries()) {
    const works = [stage, ...stagesBefore(stages, stage).filter((one) => one.purpose === "work")];
    for (const [at, judge] of stage.agents.entries()) {
      if (judge.role !== "reviewer" && judge.role !== "gate") continue;
      const own = works.find((one) => workersOf(one).some((name) => namesOf(judge.agent).includes(name)));
      if (own === undefined) continue;
      report(stages, [index, "agents", at, "agent"], {
        message: `lets "${judge.agent}" judge its own work in "${own.id}".`,
        remedy: "Name another reviewer.",
      });
    }
  }
}

/** An agent in the role of a gate decides about gates, so there must be one. */
function refineGates(stages: Stages): void {
  for (const [index, stage] of stages.list.entries()) {
    if (stage.gates.length > 0 || !stage.agents.some((one) => one.role === "gate")) continue;
    const message = "has an agent as gate and names no gate.";
    report(stages, [index, "gates"], { message, remedy: "Name the gates of gates.yaml that it decides." });
  }
}

/**
 * What must be true of the stages of a pattern: every need is there, no two wait for each other, what is done again
 * comes before, nothing is deployed unchecked, nobody judges their own work, and whoever is a gate has one.
 */
export function refineStages(list: readonly StageShape[], context: z.RefinementCtx): void {
  const stages: Stages = { list, byId: new Map(list.map((stage) => [stage.id, stage])), context };
  refuseDuplicates(list, (stage) => stage.id, { context, path: [] });
  refineNeeds(stages);
  refineReworks(stages);
  refineDeploys(stages);
  refineJudges(stages);
  refineGates(stages);
}
