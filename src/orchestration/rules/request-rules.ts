import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { RequestFlag } from "./condition.ts";
import { id, words } from "./words.ts";

const Step = z.strictObject({
  id,
  /** What is known once the step is done. */
  decides: z.array(words).min(1),
});

/** How a flag is recognised; any of these is enough, and a person may set or clear it. */
const FlagRow = z.strictObject({
  flag: RequestFlag,
  meaning: words,
  /** The support rule of orchestrator.md that has the words for it. */
  supportRule: id.optional(),
  /** Complexity signals of orchestrator.md that mean it. */
  signals: z.array(id).optional(),
  /** Agents whose work always has it. */
  primaries: z.array(id).optional(),
  /** Components of orchestrator.md whose change at `fromComplexity` or above has it. */
  components: z.array(words).optional(),
  fromComplexity: Complexity.optional(),
  /** Further words, as orchestrator.md writes phrases. */
  phrases: z.array(words).optional(),
});

function refineFlags(rows: readonly { flag: RequestFlag }[], context: z.RefinementCtx): void {
  refuseDuplicates(rows, (row) => row.flag, { context, path: [] });
  const missing = RequestFlag.options.filter((flag) => !rows.some((row) => row.flag === flag));
  if (missing.length === 0) return;
  const params = { remedy: "Every flag needs its row." };
  context.addIssue({ code: "custom", path: [], message: `does not have ${missing.join(", ")}.`, params });
}

/** `request-handling.yaml`: how a request is understood. (seed: rules.yaml#request_handling) */
export const RequestRules = z
  .strictObject({
    /** In this order. */
    steps: z.array(Step).min(1),
    /** Every word in use for a level, and the level it means. */
    complexityWords: z.record(z.string(), Complexity),
    /** Words in use for a level that are no level. */
    flagWords: z.record(z.string(), RequestFlag),
    flags: z.array(FlagRow).superRefine(refineFlags),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.steps, (step) => step.id, { context, path: ["steps"] });
  });
export type RequestRules = z.infer<typeof RequestRules>;
