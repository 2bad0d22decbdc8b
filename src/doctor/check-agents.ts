import type { Problem } from "../config/problem.ts";
import { toLine } from "./check-configuration.ts";
import type { DoctorCheck } from "./doctor.ts";

/** A problem of an agent file; without a severity it counts as an error. */
export interface WeighedProblem extends Problem {
  readonly severity?: "error" | "warning";
}

export interface AgentsReport {
  readonly count: number;
  readonly problems: readonly WeighedProblem[];
}

const NAME = "agents";

/** The agent files and `orchestrator.md`, as `agents check` sees them. */
export function checkAgentFiles(inspect: () => Promise<AgentsReport>): DoctorCheck {
  return {
    name: NAME,
    async run() {
      const { count, problems } = await inspect();
      if (problems.length === 0) {
        return [{ name: NAME, verdict: "ok", message: `${count} agents are in order.` }];
      }
      return problems.map(({ severity, ...problem }) =>
        toLine(NAME, problem, severity === "warning" ? "warning" : "problem"),
      );
    },
  };
}
