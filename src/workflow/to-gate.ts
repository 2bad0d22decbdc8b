import type { Gate, GateCheck } from "../gates/gate.ts";
import type { Gate as GateRule } from "../orchestration/rules/gate-rules.ts";

type CheckRule = GateRule["checks"][number];

function toCheck(rule: GateRule, { id, title, by }: CheckRule): GateCheck {
  const base = {
    id,
    title,
    reviewers: [...rule.reviewers],
    question: `${rule.title}: ${title}? What must hold: ${rule.requirement}.`,
  };
  switch (by) {
    case "build":
    case "lint":
    case "docs":
      return { ...base, kind: "command", command: by, expect: "success" };
    case "test":
      return { ...base, kind: "command", command: by, expect: "tests" };
    case "benchmark":
      return { ...base, kind: "command", command: "bench", expect: "benchmarks" };
    case "evidence":
      return { ...base, kind: "claims" };
    case "reviewer":
      return { ...base, kind: "review" };
  }
}

/** A gate of the rules as one that can be run. What is not required decides nothing, so it is not run. */
export function toGate(rule: GateRule): Gate {
  const checks = rule.checks.filter(({ required }) => required).map((check) => toCheck(rule, check));
  return { id: rule.id, title: rule.title, checks };
}
