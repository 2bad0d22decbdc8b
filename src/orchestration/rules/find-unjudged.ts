import type { KeyPath } from "../../agents/create-line-finder.ts";
import { reviewerFor } from "./gate-rules.ts";
import type { Pattern, PatternStage } from "./pattern-rules.ts";
import type { Playbook } from "./playbook.ts";

export interface Unjudged {
  /** Of the gate's name in patterns.yaml. */
  readonly path: KeyPath;
  readonly gate: string;
}

function workersOf(stage: PatternStage): string[] {
  return stage.agents
    .filter((one) => one.role === "primary" || one.role === "support")
    .map((one) => one.agent);
}

function unjudgedIn(
  pattern: Pattern,
  at: KeyPath,
  reviewersOf: ReadonlyMap<string, readonly string[]>,
): Unjudged[] {
  return pattern.stages.flatMap((stage, index) =>
    stage.gates.flatMap((gate, place) => {
      const reviewers = reviewersOf.get(gate);
      if (reviewers === undefined || reviewerFor(reviewers, workersOf(stage)) !== undefined) return [];
      return [{ path: [...at, "stages", index, "gates", place], gate }];
    }),
  );
}

/** Gates of stages whose own workers are all the reviewers there are. */
export function findUnjudged({ patterns, gates }: Partial<Playbook>): Unjudged[] {
  if (patterns === undefined || gates === undefined) return [];
  const reviewersOf = new Map(gates.gates.map((gate) => [gate.id, gate.reviewers]));
  return [
    ...patterns.taskPatterns.flatMap((one, index) => unjudgedIn(one, ["taskPatterns", index], reviewersOf)),
    ...patterns.collaborationPatterns.flatMap((one, index) =>
      unjudgedIn(one, ["collaborationPatterns", index], reviewersOf),
    ),
    ...unjudgedIn(patterns.otherwise, ["otherwise"], reviewersOf),
  ];
}
