import { expect, test } from "vitest";
import { agentProbabilities, calibrate, type HeldOutScores } from "../../src/router/calibration.ts";
import { createRandom } from "../../src/router/linear-solver.ts";

/** Agents' scores where the higher one is right as often as `share` says. */
function heldOutWith(share: number): HeldOutScores[] {
  const random = createRandom(11);
  return Array.from({ length: 1_000 }, () => ({
    scores: { agents: [0.2, -0.2], frontDoor: [], work: 1, wordCount: 5 },
    agent: random() < share ? 0 : 1,
  }));
}

test.each([0.6, 0.75, 0.9])("a score that is right in %d of the cases gets that probability", (share) => {
  const calibration = calibrate(heldOutWith(share), 0);

  const [first = 0] = agentProbabilities(calibration, heldOutWith(share)[0]!.scores);

  expect(Math.abs(first - share)).toBeLessThan(0.04);
});
