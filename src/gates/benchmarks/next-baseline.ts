import type { Evidence, Figure } from "../evidence.ts";
import type { Baseline, Measurement } from "./measurement.ts";

function toMeasurement({ title, value, unit, better = "lower" }: Figure): Measurement {
  return { name: title, value, unit, better };
}

/**
 * The baseline after a performance gate that passed, from the evidence of its report; `undefined` when nothing was
 * measured. A slowdown within bounds keeps the old figure unless a reviewer approved it, so that many small ones
 * cannot add up unseen.
 */
export function nextBaseline(
  before: Baseline | undefined,
  evidence: readonly Evidence[],
  now: { readonly machine: string; readonly at: string },
): Baseline | undefined {
  const figures = evidence.filter((each): each is Figure => each.kind === "measurement");
  if (figures.length === 0) return undefined;
  const approved = evidence.some((each) => each.kind === "review" && each.approved);
  const kept = before?.machine === now.machine ? before.measurements : [];
  const measurements = figures.map((figure) => {
    const old = kept.find(({ name }) => name === figure.title);
    const isBetter = (figure.slowerPercent ?? 0) <= 0;
    return old === undefined || approved || isBetter ? toMeasurement(figure) : old;
  });
  return { ...now, measurements };
}
