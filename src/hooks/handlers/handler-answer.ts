import { z } from "zod";
import { Evidence } from "../../gates/evidence.ts";
import type { HandlerOutcome } from "../hook-handler.ts";

/** What a team's own hook may answer; everything may be left out, and no answer at all means passed. */
const HandlerAnswer = z.strictObject({
  status: z.enum(["passed", "failed", "not_run"]).default("passed"),
  message: z.string().default(""),
  evidence: z.array(Evidence).default([]),
});

/** The outcome that an answer stands for; one that does not fit is a failure and not a guess. */
export function toOutcome(answer: unknown): HandlerOutcome {
  const parsed = HandlerAnswer.safeParse(answer ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return {
    status: "failed",
    message: `answered what a hook may not: ${place}${issue?.message}`,
    retryable: false,
  };
}

/** Like `toOutcome`, of a text: a JSON object is an answer, anything else its message. */
export function toOutcomeOfText(text: string): HandlerOutcome {
  const trimmed = text.trim();
  if (trimmed === "") return { status: "passed", message: "" };
  if (!trimmed.startsWith("{")) return { status: "passed", message: trimmed };
  try {
    return toOutcome(JSON.parse(trimmed));
  } catch {
    return { status: "failed", message: "answered JSON that cannot be read.", retryable: false };
  }
}
