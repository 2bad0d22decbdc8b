import type { Stage } from "../tasks/task.ts";

/** The gate that says whether separate parts fit together. */
const GATE = "integration";

/** Several agents make parts of their own and keep in step meanwhile. */
function makesParts({ mode, sync, assignments }: Stage): boolean {
  return mode === "parallel" && sync !== undefined && assignments.length > 1;
}

/**
 * Stages whose parts are joined in the end: where parts are made side by side and nothing in the plan checks that they
 * fit, the last stage that checks or works does. (seed: rules.yaml#collaborative_workflow_patterns)
 */
export function withIntegrationCheck(stages: readonly Stage[]): Stage[] {
  if (!stages.some(makesParts) || stages.some(({ gates }) => gates.includes(GATE))) return [...stages];
  const last =
    stages.findLast(({ purpose }) => purpose === "validate") ?? stages.findLast((stage) => makesParts(stage));
  return stages.map((stage) => (stage === last ? { ...stage, gates: [...stage.gates, GATE] } : stage));
}
