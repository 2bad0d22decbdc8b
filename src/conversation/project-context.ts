import type { Contingency } from "../orchestration/rules/contingency-rules.ts";
import type { RiskRules } from "../orchestration/rules/risk-rules.ts";
import type { Roadmap } from "../roadmap/read-roadmap.ts";

/** What is known of the project itself, each as it is now. */
export interface ProjectContext {
  /** Undefined while the workspace has none. */
  readonly roadmap: () => Roadmap | undefined;
  /** The register that a project starts with. */
  readonly risks: () => Readonly<RiskRules["risks"]>;
  readonly contingency: () => readonly Contingency[];
}

/** A project that nothing is known of. */
export const unknownProject: ProjectContext = {
  roadmap: () => undefined,
  risks: () => [],
  contingency: () => [],
};
