import type { ErrorRules } from "../../orchestration/rules/error-rules.ts";
import type { ErrorClass, Severity } from "../events/error.ts";
import type { ParsedHookInput } from "../hook-catalogue.ts";
import type { HookPorts } from "../hook-ports.ts";
import type { BuiltIn, BuiltInOutcome } from "./built-in.ts";

type Trouble = ParsedHookInput<"ERROR_DETECTION">;

/** The first phrase of the list that stands in a text as whole words, as the text has it. */
function phraseIn(text: string, phrases: readonly string[]): string | undefined {
  const written = phrases.map((phrase) =>
    phrase
      .split(/\s+/u)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`))
      .join(String.raw`\s+`),
  );
  return new RegExp(`(?<!\\w)(?:${written.join("|")})(?!\\w)`, "iu").exec(text)?.[0];
}

function severityOf(trouble: Trouble, rules: ErrorRules): Severity {
  const slower = trouble.slowerPercent;
  const usual = rules.severity[trouble.kind];
  if (trouble.kind !== "regression" || slower === undefined) return usual;
  return rules.regression.find(({ above }) => slower > above)?.severity ?? usual;
}

function classOf(trouble: Trouble, { phrases }: ErrorRules): readonly [ErrorClass, string] {
  if (trouble.kind === "blocker") return ["blocker", "It was reported as a blocker."];
  const text = `${trouble.code ?? ""} ${trouble.message}`;
  const blocker = phraseIn(text, phrases.blocker);
  if (blocker !== undefined) return ["blocker", `"${blocker}" needs somebody who can change it.`];
  const hint = phraseIn(text, phrases.transient);
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

/**
 * What kind of trouble it is, how bad, and whether it has to climb, by the rules in force. Never fails: finding trouble
 * is the task.
 */
export function createErrorDetection({
  errorRules,
}: Required<Pick<HookPorts, "errorRules">>): BuiltIn<"ERROR_DETECTION"> {
  return async (trouble): Promise<BuiltInOutcome<"ERROR_DETECTION">> => {
    const rules = errorRules();
    const [kind, because] = classOf(trouble, rules);
    const severity = severityOf(trouble, rules);
    const escalate = kind === "blocker" || severity === "critical";
    return {
      status: "passed",
      message: `${kind}, ${severity}. ${because}`,
      output: { class: kind, severity, because, escalate },
    };
  };
}
