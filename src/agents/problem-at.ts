import { keyOfPath } from "../config/zod-problems.ts";
import type { AgentProblem, Severity } from "./agent-problem.ts";
import type { KeyPath } from "./create-line-finder.ts";
import type { AgentFile } from "./load-agents.ts";

interface Finding {
  readonly message: string;
  readonly remedy: string;
  /** Default "error". */
  readonly severity?: Severity;
}

/** A problem at a key of an agent file, with its line. */
export function problemAt(file: AgentFile, path: KeyPath, finding: Finding): AgentProblem {
  const line = file.lineOf(path);
  return {
    severity: "error",
    file: file.agent.file,
    key: keyOfPath(file.agent, path),
    ...finding,
    ...(line === undefined ? {} : { line }),
  };
}
