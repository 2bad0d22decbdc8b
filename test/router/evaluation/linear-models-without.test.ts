import { expect, test } from "vitest";
import { solveLinearModels } from "../../../src/router/evaluation/linear-models-without.ts";
import { createJudge, fitLinearModel } from "../../../src/router/linear-model.ts";
import { countFeatures, createVectoriser } from "../../../src/router/text-features.ts";
import { toTrainingLines } from "../../../src/router/training-lines.ts";
import { smallTrainingSet } from "../heads/small-training-set.ts";

test("a model without an agent knows neither it nor its words, and the others as ever", async () => {
  const lines = toTrainingLines(smallTrainingSet);
  const { calibration } = await fitLinearModel(lines);

  const model = await (await solveLinearModels(lines, calibration))("gardener");

  const judge = createJudge(model);
  expect(model.agents).toEqual(["baker", "plumber"]);
  expect(judge("look at the oven").agents[0]?.agent).toBe("baker");
  const words = (text: string): number =>
    createVectoriser(model.space)(countFeatures(text)).indices.filter((at) => at < model.space.wordCount)
      .length;
  expect([words("hedge"), words("oven")]).toEqual([0, 1]);
});
