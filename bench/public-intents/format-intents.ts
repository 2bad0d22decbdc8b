import { formatTable } from "../encoders/format-table.ts";
import type { IntentSetName } from "./intent-sets.ts";
import type { Accuracy } from "./measure-intents.ts";
import type { RejectionMeasure } from "./measure-rejection.ts";
import { PUBLISHED, PUBLISHED_REJECTION } from "./published.ts";

export interface IntentsReport {
  /** Path of the encoder that was measured, and its id. */
  readonly encoder: string;
  readonly encoderId: string;
  /** Set when only some of the texts were used: then the figures mean nothing. */
  readonly limit?: number;
  readonly full: Partial<Record<IntentSetName, Accuracy>>;
  readonly tenShot: Partial<Record<IntentSetName, Accuracy>>;
  readonly outOfScope?: RejectionMeasure;
}

const NAMES: readonly IntentSetName[] = ["CLINC150", "BANKING77", "HWU64"];

/** The figures beside what others report, as plain text. */
export function formatIntents(report: IntentsReport): string {
  return [
    ...(report.limit === undefined
      ? []
      : [`ONLY ${report.limit} TEXTS OF EACH SPLIT WERE USED: these figures say nothing.`]),
    accuracyTable("all training texts, accuracy in percent", "full", report),
    accuracyTable("ten texts an intent, accuracy in percent", "tenShot", report),
    ...(report.outOfScope === undefined ? [] : [rejectionTable(report.outOfScope)]),
    "Ten texts an intent is a fair figure only for an encoder that has not seen the whole training split.",
  ].join("\n\n");
}

function accuracyTable(title: string, kind: "full" | "tenShot", report: IntentsReport): string {
  const own = NAMES.map((name) => percent(report[kind][name]?.accuracy));
  const others = PUBLISHED.flatMap(({ what, source, ...figures }) => {
    const given = figures[kind];
    return given === undefined ? [] : [[what, ...NAMES.map((name) => given[name].toFixed(1)), source]];
  });
  const costs = NAMES.map((name) => report[kind][name]?.cost.toString());
  return formatTable(
    [title, ...NAMES, "source"],
    [
      ["this encoder, frozen, linear head", ...own, "this run"],
      ["  cost of an error (C)", ...costs, "chosen without the test texts"],
      ...others,
    ],
  );
}

function rejectionTable({ methods, falseRejection }: RejectionMeasure): string {
  const own = methods.flatMap(({ name, ranking, mostAccurate, atFalseRejection }) => [
    [
      name,
      percent(mostAccurate.inScopeAccuracy),
      percent(mostAccurate.accuracy),
      percent(mostAccurate.outOfScopeRecall),
      percent(mostAccurate.falseRejection),
      ranking.toFixed(3),
      "most accurate on valid",
    ],
    [
      "",
      percent(atFalseRejection.inScopeAccuracy),
      percent(atFalseRejection.accuracy),
      percent(atFalseRejection.outOfScopeRecall),
      percent(atFalseRejection.falseRejection),
      undefined,
      `rejects ${(100 * falseRejection).toFixed(0)} % of valid`,
    ],
  ]);
  const others = PUBLISHED_REJECTION.map((one) => [
    one.what,
    one.inScopeAccuracy?.toFixed(1),
    one.accuracy?.toFixed(1),
    one.outOfScopeRecall.toFixed(1),
    one.falseRejection?.toFixed(1),
    undefined,
    one.source,
  ]);
  return formatTable(
    [
      "CLINC150 with texts out of scope",
      "in scope right",
      "all right",
      "out caught",
      "in turned away",
      "AUROC",
      "threshold or source",
    ],
    [...own, ...others],
  );
}

function percent(share: number | undefined): string | undefined {
  return share === undefined ? undefined : (100 * share).toFixed(1);
}
