import { join } from "node:path";
import { findPackageRoot } from "./find-package-root.ts";

/** The folder with the agents and rules of this installation. A file of its own: many commands need nothing else of the program. */
export function agentDir(): string {
  return join(findPackageRoot(), "agent-config");
}
