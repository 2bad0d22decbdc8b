import type { ErrorClass, Severity, TroubleKind } from "../events/error.ts";
import type { ParsedHookInput } from "../hook-catalogue.ts";
import type { BuiltInOutcome } from "./built-in.ts";

type Trouble = ParsedHookInput<"ERROR_DETECTION">;

/** A later attempt may go well by itself. */
const TRANSIENT =
  /\b(?:timed? ?out|ETIMEDOUT|ECONNRE(?:SET|FUSED)|EAI_AGAIN|EPIPE|socket hang up|rate limit|too many requests|429|502|503|504|temporarily|try again|busy|lock(?:ed)? by|deadlock)\b/iu;
/** Only somebody else can help: access, money, a decision, a thing that is not there. */
const BLOCKER =
  /\b(?:permission denied|EACCES|EPERM|unauthori[sz]ed|forbidden|401|403|missing (?:credentials?|secret|token|access)|quota exceeded|no space left|ENOSPC|waiting for (?:approval|a decision)|needs? approval|licen[cs]e required)\b/iu;

/** seed: facts.md, debug: priorities. */
const SEVERITY_OF: Readonly<Record<TroubleKind, Severity>> = {
  build: "critical",
  crash: "critical",
  data_loss: "critical",
  test: "high",
  blocker: "high",
  regression: "low",
  warning: "medium",
  other: "medium",
};

/** Percent slower from which a regression counts so much. seed: facts.md, error_handling_specialist. */
const REGRESSION: readonly (readonly [number, Severity])[] = [
  [100, "critical"],
  [50, "high"],
  [25, "medium"],
];

function severityOf(trouble: Trouble): Severity {
  const slower = trouble.slowerPercent;
  if (trouble.kind !== "regression" || slower === undefined) return SEVERITY_OF[trouble.kind];
  return REGRESSION.find(([above]) => slower > above)?.[1] ?? "low";
}

function classOf(trouble: Trouble): readonly [ErrorClass, string] {
  if (trouble.kind === "blocker") return ["blocker", "It was reported as a blocker."];
  const text = `${trouble.code ?? ""} ${trouble.message}`;
  const blocker = BLOCKER.exec(text)?.[0];
  if (blocker !== undefined) return ["blocker", `"${blocker}" needs somebody who can change it.`];
  const hint = TRANSIENT.exec(text)?.[0];
  const mayPass = trouble.retryable ?? hint !== undefined;
  if (!mayPass) return ["permanent", "The same attempt would fail again."];
  if (trouble.attempt >= trouble.maxAttempts) {
    return ["blocker", `It looked as if it would pass, and did not in ${trouble.attempt} attempts.`];
  }
  return [
    "transient",
    hint === undefined ? "Its origin says that a retry can help." : `"${hint}" often passes.`,
  ];
}

/** What kind of trouble it is, how bad, and whether it has to climb. Never fails: finding trouble is the task. */
export function detectError(trouble: Trouble): BuiltInOutcome<"ERROR_DETECTION"> {
  const [kind, because] = classOf(trouble);
  const severity = severityOf(trouble);
  const escalate = kind === "blocker" || severity === "critical";
  return {
    status: "passed",
    message: `${kind}, ${severity}. ${because}`,
    output: { class: kind, severity, because, escalate },
  };
}
