import type { ModelChoice, Models } from "../../config/models-config.ts";
import type { AssignmentRole } from "../../tasks/task.ts";

export interface ModelWish {
  readonly agent: string;
  readonly role: AssignmentRole;
}

/**
 * The model of an assignment and those that step in for it: by the agent, else by the role, else the usual one. What
 * the environment names takes the place of the usual model. Undefined: no model is configured at all.
 */
export function chooseModel(
  { agent, role }: ModelWish,
  models: Pick<Models, "default" | "roles" | "agents">,
  fromEnvironment?: string,
): ModelChoice | undefined {
  return models.agents[agent] ?? models.roles[role] ?? usualModel(models, fromEnvironment);
}

function usualModel(
  { default: usual }: Pick<Models, "default">,
  fromEnvironment?: string,
): ModelChoice | undefined {
  return fromEnvironment === undefined ? usual : { fallbacks: usual?.fallbacks ?? [], use: fromEnvironment };
}

/** Whether agents have any model to work with; without, they give the brief. */
export function hasModel(models: Pick<Models, "default">, fromEnvironment?: string): boolean {
  return fromEnvironment !== undefined || models.default !== undefined;
}

/** Every model that may be asked, each once. */
export function namedModels(
  models: Pick<Models, "default" | "roles" | "agents">,
  fromEnvironment?: string,
): readonly string[] {
  const choices = [
    usualModel(models, fromEnvironment),
    ...Object.values(models.roles),
    ...Object.values(models.agents),
  ];
  return [
    ...new Set(choices.flatMap((choice) => (choice === undefined ? [] : [choice.use, ...choice.fallbacks]))),
  ];
}
