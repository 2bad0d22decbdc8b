import { z } from "zod";
import { AgentGroup } from "../../agents/agent.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { id, words } from "./words.ts";

const Skill = z.strictObject({
  id,
  title: words,
  group: z.enum(["technical", "commercial"]),
  primary: id,
  secondary: id,
  /** A further helper. */
  support: id.optional(),
  /** Everybody in this group has some of it. */
  spreadOver: AgentGroup.optional(),
  /** Agent or pseudo agent that coordinates such work. */
  coordination: id.optional(),
});

/** `skills.yaml`: who can do what, for stand-ins and rotation. (seed: rules.yaml#skill_distribution) */
export const SkillRules = z
  .strictObject({
    skills: z.array(Skill).min(1),
    /** Skills without a row of their own, and the row of `taskAssignment` that stands for them. */
    elsewhere: z.array(z.strictObject({ skill: words, taskType: id })).default([]),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.skills, (skill) => skill.id, { context, path: ["skills"] });
    refuseDuplicates(rules.elsewhere, (one) => one.skill, { context, path: ["elsewhere"] });
  });
export type SkillRules = z.infer<typeof SkillRules>;
