import { z } from "zod";
import { GateReport } from "../../gates/gate-report.ts";
import { HookSubject, words } from "../hook-subject.ts";

/** The same for all gates: what is judged, by whom it was made, and the how manieth attempt it is. */
export const GateEvent = {
  input: HookSubject.extend({
    /** Agents whose work is judged; none of them may judge it. */
    authors: z.array(words).min(1),
    attempt: z.number().int().min(1),
    /** Statements about the work, each with what shows it. */
    claims: z.array(z.strictObject({ text: words, evidence: HookSubject.shape.evidence })).default([]),
  }),
  output: GateReport,
};
