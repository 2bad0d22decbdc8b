import { expect, test } from "vitest";
import { toFolds } from "../../../src/router/heads/fit-heads.ts";
import type { TrainingExample } from "../../../src/router/heads/training-set.ts";

function examples(count: number, more: Partial<TrainingExample>): TrainingExample[] {
  return Array.from({ length: count }, (_, at) => ({
    text: `${more.primary} ${more.kind} ${at}`,
    kind: "request",
    door: "work",
    acceptable: [],
    ...more,
  }));
}

test("with enough unseen lines those alone are tested, in blocks of neighbours of each label", () => {
  const unseen = { isUnseen: true } as const;
  const set = {
    agents: ["a", "b"],
    examples: [
      ...examples(60, { primary: "a", ...unseen }),
      ...examples(80, { primary: "a" }),
      ...examples(60, { primary: "b", ...unseen }),
    ],
  };

  const folds = toFolds(set);

  expect([...folds.keys()].every((index) => set.examples[index]?.isUnseen)).toBe(true);
  expect(folds.size).toBe(120);
  const ofA = [...folds].filter(([index]) => index < 60).map(([, fold]) => fold);
  expect(ofA).toEqual(ofA.toSorted((a, b) => a - b));
  expect(new Set(ofA)).toEqual(new Set(folds.values()));
});

test("with hardly any unseen line every message is tested, and no phrase", () => {
  const set = {
    agents: ["a"],
    examples: [
      ...examples(12, { primary: "a", kind: "example" }),
      ...examples(9, { primary: "a", kind: "phrase" }),
    ],
  };

  expect([...toFolds(set).keys()]).toEqual([...set.examples.keys()].slice(0, 12));
});
