import type { Evaluation } from "./evaluation.ts";

/** One figure of an evaluation, as the table shows it and floors name it. */
export interface Measure {
  /** Stable: floors files hold on to it. */
  readonly id: string;
  readonly label: string;
  /** Null where nothing was labelled for it. */
  readonly read: (evaluation: Evaluation) => number | null;
  readonly unit: "share" | "number";
}

/** Every figure that a table shows in a row of its own or a floor can be set for. */
export const MEASURES: readonly Measure[] = [
  { id: "top1", label: "best agent right", unit: "share", read: ({ top1 }) => top1 },
  { id: "top1Exact", label: "  the primary itself", unit: "share", read: ({ top1Exact }) => top1Exact },
  { id: "top3", label: "right among three", unit: "share", read: ({ top3 }) => top3 },
  { id: "setF1", label: "team, F1", unit: "number", read: ({ setF1 }) => setF1 },
  { id: "setJaccard", label: "team, Jaccard", unit: "number", read: ({ setJaccard }) => setJaccard },
  {
    id: "complexityAccuracy",
    label: "complexity right",
    unit: "share",
    read: ({ complexityAccuracy }) => complexityAccuracy,
  },
  {
    id: "complexityWithinOne",
    label: "  at most one level off",
    unit: "share",
    read: ({ complexityWithinOne }) => complexityWithinOne,
  },
  {
    id: "priorityError",
    label: "priority terms, steps off",
    unit: "number",
    read: ({ priorityErrors }) => priorityErrors.all,
  },
  {
    id: "frontDoorAccuracy",
    label: "front door right",
    unit: "share",
    read: ({ frontDoorAccuracy }) => frontDoorAccuracy,
  },
  {
    id: "outOfScopeRecall",
    label: "out of scope caught",
    unit: "share",
    read: ({ outOfScopeRecall }) => outOfScopeRecall,
  },
  {
    id: "falseRejection",
    label: "  work turned away",
    unit: "share",
    read: ({ falseRejection }) => falseRejection,
  },
  {
    id: "outOfScopeRecallAt3",
    label: "  caught at 3 % turned away",
    unit: "share",
    read: ({ outOfScopeRecallAt3 }) => outOfScopeRecallAt3,
  },
  {
    id: "outOfScopeRanking",
    label: "  told from work (AUROC)",
    unit: "number",
    read: ({ outOfScopeRanking }) => outOfScopeRanking,
  },
  { id: "routed", label: "routed", unit: "share", read: ({ bands }) => bands.route },
  { id: "asked", label: "asked", unit: "share", read: ({ bands }) => bands.ask },
  {
    id: "routedPrecision",
    label: "routed ones right",
    unit: "share",
    read: ({ routedPrecision }) => routedPrecision,
  },
  {
    id: "coverageAt95",
    label: "coverage at 95 % precision",
    unit: "share",
    read: ({ coverageAt95 }) => coverageAt95,
  },
  {
    id: "confidenceFor95",
    label: "  from confidence",
    unit: "number",
    read: ({ confidenceFor95 }) => confidenceFor95,
  },
  {
    id: "calibrationError",
    label: "calibration error (ECE)",
    unit: "number",
    read: ({ calibrationError }) => calibrationError,
  },
  {
    id: "calibrationErrorEqualMass",
    label: "  bins of equal size",
    unit: "number",
    read: ({ calibrationErrorEqualMass }) => calibrationErrorEqualMass,
  },
];
