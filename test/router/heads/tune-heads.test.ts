import { expect, test } from "vitest";
import { describeHeldOut } from "../../../src/router/heads/describe-held-out.ts";
import type { HeldOutJudgement } from "../../../src/router/heads/judge-held-out.ts";
import { tuneHeads } from "../../../src/router/heads/tune-heads.ts";
import type { Judgement } from "../../../src/router/judgement.ts";
import { createRandom } from "../../../src/router/linear-solver.ts";

const random = createRandom(5);
const AGENTS = ["a", "b", "c", "d"];

/** Surely the given agent, and surely work or small talk. */
function saying(agent: string, share: number, isWork: boolean): Judgement {
  const rest = (1 - share) / (AGENTS.length - 1);
  return {
    agents: AGENTS.map((id) => ({ agent: id, probability: id === agent ? share : rest })).sort(
      (a, b) => b.probability - a.probability,
    ),
    frontDoor: new Map([
      ["social", isWork ? -3 : 3],
      ["work", 0],
    ]),
    isReadable: true,
  };
}

function anybody(): string {
  return AGENTS[Math.floor(random() * AGENTS.length)] ?? "a";
}

/** Heads that are right in nine of ten cases beside a linear judge that guesses; every fifth message is small talk. */
const judged = Array.from({ length: 400 }, (_, at): HeldOutJudgement => {
  const primary = AGENTS[at % AGENTS.length] ?? "a";
  const isWork = at % 5 !== 0;
  const said = random() < 0.9 ? primary : anybody();
  return {
    example: {
      text: String(at),
      kind: "request",
      acceptable: [],
      ...(isWork ? { door: "work" as const, primary } : { door: "social" as const }),
    },
    heads: saying(said, 0.8, isWork),
    linear: saying(anybody(), 0.8, isWork),
  };
});

test("the judge that is right gets the weight, and the one that guesses none", () => {
  const { agents } = tuneHeads(judged);

  expect(agents.heads).toBeGreaterThan(0.5);
  expect(agents.linear).toBeLessThan(0.1);
});

test("requests are routed from where 95 % are right, and asked about nearly always otherwise", () => {
  const { bands } = tuneHeads(judged);

  expect(bands.routeAt).toBeGreaterThan(bands.askAt);
  expect(bands.routeAt).toBeLessThan(1);
});

test("figures tell each judge and both together", () => {
  const figures = describeHeldOut(judged, tuneHeads(judged));

  expect(figures.heads.top1).toBeGreaterThan(0.85);
  expect(figures.linear.top1).toBeLessThan(0.4);
  expect(figures.blended.top1).toBeGreaterThan(0.85);
  expect(figures.blended.door).toBe(1);
});
