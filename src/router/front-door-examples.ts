import type { Problem } from "../config/problem.ts";
import { parseJsonLine } from "./labelled-set.ts";
import { FrontDoorExample } from "./training-lines.ts";

/** Reads the front door's training lines (`agent-config/routing/front-door.jsonl`); every bad line is a problem. */
export function parseFrontDoorExamples(
  content: string,
  file: string,
): { readonly examples: readonly FrontDoorExample[]; readonly problems: readonly Problem[] } {
  const examples: FrontDoorExample[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of content.split(/\r?\n/u).entries()) {
    if (line.trim() === "") continue;
    const parsed = parseJsonLine(line, FrontDoorExample);
    if ("value" in parsed) examples.push(parsed.value);
    else problems.push(...parsed.issues.map((issue) => ({ file, line: index + 1, ...issue })));
  }
  return { examples, problems };
}
