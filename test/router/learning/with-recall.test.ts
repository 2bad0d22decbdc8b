import { expect, test } from "vitest";
import { decideFrontDoor } from "../../../src/frontdoor/front-door.ts";
import { toAgentNames } from "../../../src/router/explicit-agent.ts";
import type { Judgement } from "../../../src/router/judgement.ts";
import type { LabelledRequest } from "../../../src/router/labelled-set.ts";
import { withRecall } from "../../../src/router/learning/with-recall.ts";

const NAMES = toAgentNames(["code", "debug", "ask"].map((id) => ({ id })));
const JUDGED: Judgement = {
  agents: [
    { agent: "debug", probability: 0.8 },
    { agent: "code", probability: 0.15 },
    { agent: "ask", probability: 0.05 },
  ],
  frontDoor: new Map([
    ["social", 4],
    ["out_of_scope", 9],
    ["work", 1],
  ]),
  isReadable: true,
};

function taught(text: string, primary: string | null): LabelledRequest {
  return { text, primary, acceptable: [], support: [] };
}

const judge = async () => JUDGED;

test("answers as it was taught for the very request, courtesies aside", async () => {
  const recalling = withRecall(judge, [taught("fix the zeppelin import", "code")], NAMES);

  const { agents, frontDoor } = await recalling("Hi, please FIX the zeppelin import!");

  expect(agents.map(({ agent }) => agent)).toEqual(["code", "debug", "ask"]);
  expect(agents[0]?.probability).toBeCloseTo(0.97);
  expect(agents.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  const door = decideFrontDoor(frontDoor);
  expect(door.frontDoor).toBe("work");
  expect(door.workProbability).toBeCloseTo(0.97);
});

test("leaves every other request to the model", async () => {
  const recalling = withRecall(judge, [taught("fix the zeppelin import", "code")], NAMES);

  expect(await recalling("fix the zeppelin export")).toBe(JUDGED);
});

test("is the judge itself where nothing was taught", async () => {
  expect(withRecall(judge, [], NAMES)).toBe(judge);
  expect(await withRecall(judge, [taught("say hello", null)], NAMES)("say hello")).toBe(JUDGED);
});
