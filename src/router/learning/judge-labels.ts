import type { Actor } from "../../permissions/permissions.ts";
import type { AgentNames } from "../explicit-agent.ts";
import type { LeftOutReason } from "./local-example.ts";
import type { RouteLabel } from "./route-label.ts";
import { textKey } from "./text-key.ts";
import type { LocalExamples } from "./to-local-examples.ts";

/** A label and what becomes of it; `superseded`: the same person said something about the same request later. */
export interface JudgedLabel {
  readonly label: RouteLabel;
  /** By id. */
  readonly person: string;
  readonly standing: "counts" | "superseded" | LeftOutReason;
}

export interface JudgeLabelsDeps {
  readonly names: AgentNames;
  readonly personOf: (actor: Actor) => string;
}

/** Says of each label whether it counts, in the order of the labels; `chosen` is what was made of these very labels. */
export function judgeLabels(
  labels: readonly RouteLabel[],
  chosen: LocalExamples,
  { names, personOf }: JudgeLabelsDeps,
): readonly JudgedLabel[] {
  const reasons = new Map(chosen.leftOut.map(({ label, reason }) => [label, reason]));
  const wordOf = ({ text, by }: RouteLabel): string => JSON.stringify([personOf(by), textKey(text, names)]);
  const lastWords = new Map(labels.map((label) => [wordOf(label), label.id]));
  return labels.map((label) => {
    const isLast = lastWords.get(wordOf(label)) === label.id;
    const standing = reasons.get(label.id) ?? (isLast ? "counts" : "superseded");
    return { label, person: personOf(label.by), standing };
  });
}
