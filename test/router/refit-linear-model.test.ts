import { expect, test } from "vitest";
import type { TrainingSet } from "../../src/router/heads/training-set.ts";
import { createJudge, fitLinearModel } from "../../src/router/linear-model.ts";
import { refitLinearModel } from "../../src/router/refit-linear-model.ts";
import { toTrainingLines, type TrainingLine } from "../../src/router/training-lines.ts";
import { smallTrainingSet } from "./heads/small-training-set.ts";

const lines = toTrainingLines(smallTrainingSet);
const model = await fitLinearModel(lines);
const BEES = [
  "the bees swarm",
  "feed the bees",
  "the hive is empty",
  "bees in the hive",
  "a new hive for bees",
];

function line(text: string, label: string): TrainingLine {
  return { text, label, area: "agent", isExample: true };
}

async function judgeAfter(changed: readonly TrainingLine[]) {
  const refitted = await refitLinearModel({ lines, model }, changed);
  if (refitted === undefined) throw new Error("it should have been refitted");
  return createJudge(refitted);
}

test("nothing new leaves every answer as it was", async () => {
  const [before, after] = [createJudge(model), await judgeAfter(lines)];

  for (const { text } of lines.slice(0, 40)) {
    expect(after(text).agents[0]).toEqual({
      agent: before(text).agents[0]?.agent,
      probability: expect.closeTo(before(text).agents[0]?.probability ?? 0, 1),
    });
  }
});

test("a new agent is found by words that only its examples have, and the others by theirs", async () => {
  const judge = await judgeAfter([...lines, ...BEES.map((text) => line(text, "apiarist"))]);

  expect(judge("look at the bees").agents[0]?.agent).toBe("apiarist");
  expect(judge("look at the roses").agents[0]?.agent).toBe("gardener");
  expect(judge("good day friend").agents).toHaveLength(4);
});

test("an agent that is gone is no answer any more", async () => {
  const few: TrainingSet = { ...smallTrainingSet, examples: smallTrainingSet.examples.slice(0, 60) };
  const base = [...lines, ...BEES.map((text) => line(text, "apiarist"))];
  const known = { lines: base, model: await fitLinearModel(base) };

  const refitted = await refitLinearModel(known, lines);

  expect(refitted?.agents).toEqual(model.agents);
  expect(await refitLinearModel(known, toTrainingLines(few))).toBeUndefined();
});

test("a corrected request goes to the right agent", async () => {
  const text = "the pergola again";
  const right = Array.from({ length: 2 }, (_, at) => line(`${text} ${at}`, "plumber"));

  const judge = await judgeAfter([...lines, ...right]);

  expect(judge(text).agents[0]?.agent).toBe("plumber");
});

test("the same lines give the same model", async () => {
  const changed = [...lines, ...BEES.map((text) => line(text, "apiarist"))];

  expect(await refitLinearModel({ lines, model }, changed)).toEqual(
    await refitLinearModel({ lines, model }, changed),
  );
});
