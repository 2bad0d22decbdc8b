import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { duration, id, words } from "./words.ts";

export const RiskLevel = z.enum(["high", "medium", "low"]);
export type RiskLevel = z.infer<typeof RiskLevel>;

const Risk = z.strictObject({
  id,
  level: RiskLevel,
  title: words,
  description: words,
  mitigation: words,
  /** The agent that sees to the mitigation. */
  owner: id,
  /** How soon after the risk is opened the mitigation is due; absent while it goes on for as long as work does. */
  due: duration.optional(),
});

/** `risks.yaml`: the register that a project starts with. (seed: rules.yaml#risk_register) */
export const RiskRules = z.strictObject({ risks: z.array(Risk) }).superRefine((rules, context) => {
  refuseDuplicates(rules.risks, (risk) => risk.id, { context, path: ["risks"] });
});
export type RiskRules = z.infer<typeof RiskRules>;
