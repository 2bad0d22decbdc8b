import { z } from "zod";
import { AgentReport } from "./agent-report.ts";

export type ReadReport =
  | { readonly ok: true; readonly report: AgentReport }
  /** For the model: what is wrong, one line each. */
  | { readonly ok: false; readonly problems: readonly string[] };

const MAX_PROBLEMS = 12;

/** Checks what a model handed in as its report. */
export function readReport(value: unknown): ReadReport {
  const parsed = AgentReport.safeParse(value);
  if (parsed.success) return { ok: true, report: parsed.data };
  const problems = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map(
      ({ path, message }) => `${path.length === 0 ? "the report" : path.map(String).join(".")}: ${message}`,
    );
  return { ok: false, problems };
}

const FENCED = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/u;

/** The report in a text, where a model wrote JSON instead of calling the tool; with or without a code block around it. */
export function findReport(text: string): ReadReport {
  const inner = FENCED.exec(text)?.[1] ?? text;
  const start = inner.indexOf("{");
  const end = inner.lastIndexOf("}");
  if (start === -1 || end < start) return { ok: false, problems: ["there is no JSON object in the answer"] };
  try {
    return readReport(JSON.parse(inner.slice(start, end + 1)) as unknown);
  } catch {
    return { ok: false, problems: ["the JSON object in the answer is not whole"] };
  }
}

/** The report as a schema for models. */
export const REPORT_SCHEMA: Readonly<Record<string, unknown>> = toSchema(AgentReport);

/** A zod schema of an object as the JSON schema that models are given. */
export function toSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
