import type { AgentGroup } from "./agent.ts";

/** What the groups of agents are called, in the order in which they are listed. */
export const GROUP_TITLES: Readonly<Record<AgentGroup, string>> = {
  core_development: "Core development",
  domain: "Domain specialists",
  project_management: "Project management",
  documentation: "Documentation and guidance",
  build_release: "Build and release",
  business: "Product and business",
  utility: "Utilities",
};
