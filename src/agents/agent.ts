import { z } from "zod";

const words = z.string().trim().min(1);

export const AgentGroup = z.enum([
  "core_development",
  "domain",
  "project_management",
  "documentation",
  "build_release",
  "business",
  "utility",
]);
export type AgentGroup = z.infer<typeof AgentGroup>;

/** required: its jobs run on GPU workers alone. preferred: there first, after a wait anywhere. none: anywhere. */
export const GpuWish = z.enum(["required", "preferred", "none"]);
export type GpuWish = z.infer<typeof GpuWish>;

/** specialist: does work. reference: answers from a sheet. automation: describes what the orchestrator does by itself. */
export const AgentKind = z.enum(["specialist", "reference", "automation"]);
export type AgentKind = z.infer<typeof AgentKind>;

/** Steps a person can follow for one kind of request; the brief picks the best fitting one by `when`. */
export const Checklist = z.strictObject({
  title: words,
  when: z.array(words).min(1),
  steps: z.array(words).min(2),
});
export type Checklist = z.infer<typeof Checklist>;

/** The front matter of an agent file; documented in docs/agents.md. The file name is the id. */
export const AgentFrontMatter = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]*$/u, "lower-case letters, digits, - and _ only"),
  title: words,
  group: AgentGroup,
  kind: AgentKind,
  summary: words.max(140),
  expertise: z.array(words).min(1),
  routesWhen: z.array(words).min(1),
  /** Partners with the reason; `"*"` stands for every agent. */
  intersections: z.array(z.strictObject({ agent: words, reason: words })),
  qualityCriteria: z.array(words).min(1),
  handoffNeeds: z.array(words).min(1),
  tools: z.array(words),
  hooks: z.array(words),
  gpu: GpuWish,
  writesWorkspace: z.boolean(),
  checklists: z.array(Checklist).min(1),
  examples: z.array(words).min(12),
});
export type AgentFrontMatter = z.infer<typeof AgentFrontMatter>;

export const Agent = AgentFrontMatter.extend({
  /** The working prompt: the Markdown below the front matter. */
  prompt: z.string(),
  /** Path it was loaded from, for messages. */
  file: z.string(),
});
export type Agent = z.infer<typeof Agent>;

/** The agents as loaded: lookups never throw, order is by id. */
export interface AgentCatalogue {
  readonly agents: readonly Agent[];
  get(id: string): Agent | undefined;
}
