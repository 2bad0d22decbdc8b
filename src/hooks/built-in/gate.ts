import type { HookPorts, GateHook } from "../hook-ports.ts";
import type { BuiltIn, BuiltInOutcome } from "./built-in.ts";

/** The gate that each hook of the phase `gate` stands for. The gate for documentation has no hook of its own. */
export const GATE_OF_HOOK: Readonly<Record<GateHook, string>> = {
  CODE_QUALITY_GATE: "code_quality",
  INTEGRATION_QUALITY_GATE: "integration_quality",
  TRUTH_VALIDATION_CHECK: "truth_validation",
  CUSTOMER_READINESS_VALIDATION: "commercial_readiness",
  COMMERCIAL_PERFORMANCE_VALIDATION: "performance",
};

/** A gate as a hook: what is not passed does not pass, and a gate that did not run says so. */
export function createGateHook(
  hook: GateHook,
  ports: HookPorts & Required<Pick<HookPorts, "runGate">>,
): BuiltIn<GateHook> {
  return async (input): Promise<BuiltInOutcome<GateHook>> => {
    const report = await ports.runGate(hook, input);
    const asked = report.reviewers.join(", ");
    const message = {
      passed: "passed.",
      failed: report.checks
        .flatMap(({ verdict, reason }) => (verdict === "failed" ? [reason] : []))
        .join(" "),
      needs_review: asked === "" ? "needs a review, and nobody can be asked." : `waits for ${asked}.`,
      not_run: "nothing was checked.",
    }[report.verdict];
    const status = {
      passed: "passed",
      failed: "failed",
      needs_review: "failed",
      not_run: "not_run",
    } as const;
    return {
      status: status[report.verdict],
      message: `${report.title}: ${message}`,
      output: report,
      evidence: report.evidence,
      retryable: false,
    };
  };
}
