import { z } from "zod";
import type { Problem } from "../config/problem.ts";
import { Complexity, FrontDoor } from "./route.ts";

function scale(most: number): z.ZodNumber {
  return z.number().int().min(1).max(most);
}

/** One request of a labelled set: what the right answer is, as far as somebody said so. */
export const LabelledRequest = z.object({
  text: z.string(),
  /** The agent that should lead; null when no agent should. */
  primary: z.string().nullable(),
  /** Agents that would do as well as the primary. */
  acceptable: z.array(z.string()).default([]),
  support: z.array(z.string()).default([]),
  complexity: Complexity.optional(),
  /** `out_of_scope`, as training lines have it, is work for nobody. */
  frontDoor: FrontDoor.or(z.literal("out_of_scope").transform(() => "work" as const)).optional(),
  /** Terms of the priority formula (seed: rules.yaml#priority_formula), as far as the text tells. */
  urgency: scale(5).optional(),
  impact: scale(5).optional(),
  dependencies: scale(3).optional(),
  risk: scale(5).optional(),
  /** The message was written in the thread of a running task. */
  inTaskThread: z.boolean().optional(),
});
export type LabelledRequest = z.infer<typeof LabelledRequest>;

export interface LabelledSet {
  readonly items: readonly LabelledRequest[];
  /** Every line that could not be used, with its number. */
  readonly problems: readonly Problem[];
}

export interface LabelledSetSource {
  /** For messages. */
  readonly file: string;
  /** When given, labels that name anybody else are problems. */
  readonly agentIds?: readonly string[];
}

/** Reads a JSONL set of labelled requests; blank lines are nothing, keys it does not know are ignored. */
export function parseLabelledSet(content: string, { file, agentIds }: LabelledSetSource): LabelledSet {
  const items: LabelledRequest[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of content.split(/\r?\n/u).entries()) {
    if (line.trim() === "") continue;
    const place = { file, line: index + 1 };
    const parsed = parseJsonLine(line, LabelledRequest);
    if ("issues" in parsed) {
      problems.push(...parsed.issues.map((issue) => ({ ...place, ...issue })));
      continue;
    }
    const strangers = agentIds === undefined ? [] : strangersOf(parsed.value, agentIds);
    problems.push(...strangers.map((issue) => ({ ...place, ...issue })));
    if (strangers.length === 0) items.push(parsed.value);
  }
  return { items, problems };
}

export type LineIssue = Pick<Problem, "key" | "message" | "remedy">;

/** One line of JSON through a schema: the value, or everything that is wrong with it. */
export function parseJsonLine<Value>(
  line: string,
  schema: z.ZodType<Value>,
): { readonly value: Value } | { readonly issues: readonly LineIssue[] } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { issues: [{ key: "", message: "is not JSON.", remedy: "Write one JSON object a line." }] };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return {
    issues: parsed.error.issues.map(({ path, message }) => ({ key: path.join("."), message: `${message}.` })),
  };
}

function strangersOf(request: LabelledRequest, agentIds: readonly string[]): LineIssue[] {
  const named = [
    ["primary", request.primary === null ? [] : [request.primary]],
    ["acceptable", request.acceptable],
    ["support", request.support],
  ] as const;
  return named.flatMap(([key, ids]) =>
    ids
      .filter((id) => !agentIds.includes(id))
      .map((id) => ({
        key,
        message: `names "${id}", which is no agent.`,
        remedy: "See `switchyard agents list`.",
      })),
  );
}
