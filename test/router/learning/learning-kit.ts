import { Learning } from "../../../src/config/learning-config.ts";
import { toAgentNames } from "../../../src/router/explicit-agent.ts";
import type { LearningRules } from "../../../src/router/learning/learning-rules.ts";
import type { RouteLabel } from "../../../src/router/learning/route-label.ts";
import type { LocalExampleDeps } from "../../../src/router/learning/to-local-examples.ts";
import { aLabel } from "../../store-contract/label-promises.ts";

export const START_MS = Date.parse("2031-03-03T09:00:00.000Z");
export const DAY_MS = 86_400_000;

export type Said = Partial<Omit<RouteLabel, "by" | "at">> & {
  readonly who?: string;
  /** Days after the start. */
  readonly day?: number;
};

/** Labels in order of writing, a minute apart. */
export function labelsOf(...said: readonly Said[]): RouteLabel[] {
  return said.map(({ who = "ada", day = 0, ...label }, index) => {
    const { guess: _guess, ...bare } = aLabel();
    return {
      ...bare,
      text: `request number ${index}`,
      taskId: `T${index}`,
      id: `${index}-0`,
      at: new Date(START_MS + day * DAY_MS + index * 60_000).toISOString(),
      by: { platform: "console", userId: who },
      ...label,
    };
  });
}

export interface ChooseOptions {
  readonly rules?: Partial<LearningRules>;
  readonly deps?: Partial<LocalExampleDeps>;
}

/** Everybody may teach, `mia` maintains, the rules are the shipped ones; it is three weeks after the start. */
export function choosing({ rules = {}, deps = {} }: ChooseOptions = {}): LocalExampleDeps {
  return {
    names: toAgentNames(["code", "debug", "architect", "ask"].map((id) => ({ id }))),
    personOf: ({ userId }) => userId,
    mayTeach: () => true,
    isMaintainer: ({ userId }) => userId === "mia",
    frozen: new Set(),
    rules: { ...Learning.parse({}), ...rules },
    nowMs: START_MS + 21 * DAY_MS,
    ...deps,
  };
}
