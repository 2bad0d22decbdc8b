import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { RequestFlag } from "./condition.ts";
import { id } from "./words.ts";

const estimate = z.number().min(1).max(5);

/** When the router's model alone raises a flag. */
const ModelFlag = z.union([
  z.strictObject({
    flag: RequestFlag,
    /** The agent that the model must think needed. */
    needed: id,
    /** With at least this probability. */
    atLeast: z.number().min(0.5).max(1),
  }),
  z.strictObject({ flag: RequestFlag, urgencyAtLeast: estimate, impactAtLeast: estimate }),
]);
export type ModelFlag = z.infer<typeof ModelFlag>;

/** `analysis.yaml`: what the analysis of a request takes from the router's model. */
export const AnalysisRules = z
  .strictObject({
    modelFlags: z.array(ModelFlag),
    /** Agents whose expertise a flag asks for. */
    flagDomains: z.partialRecord(RequestFlag, id),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.modelFlags, (row) => row.flag, { context, path: ["modelFlags"] });
  });
export type AnalysisRules = z.infer<typeof AnalysisRules>;
