import { expect, test } from "vitest";
import { toTrainingSet } from "../../../src/router/heads/training-set.ts";
import { shipped } from "../../orchestration/shipped.ts";

const debug = shipped.agents.get("debug")!;
const code = shipped.agents.get("code")!;
const nothing = { agents: [debug, code], requests: [], frontDoorExamples: [] };

test("an agent's file gives messages and phrases, and each agent a class", () => {
  const { agents, examples } = toTrainingSet(nothing);

  expect(agents).toEqual(["code", "debug"]);
  const kinds = new Set(examples.map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(["example", "phrase"]));
  expect(examples.filter(({ kind, primary }) => kind === "example" && primary === "debug")).toHaveLength(
    debug.examples.length,
  );
});

test("a request keeps what was said of it, in the shape that the judge sees", () => {
  const request = {
    text: "Hi, could you please look into the hang?",
    primary: "debug",
    acceptable: ["code"],
    support: [],
    complexity: "medium" as const,
    risk: 3,
    isUnseen: true,
  };

  const { examples } = toTrainingSet({ ...nothing, requests: [request] });

  expect(examples.find(({ kind }) => kind === "request")).toEqual({
    text: "look into the hang?",
    kind: "request",
    door: "work",
    primary: "debug",
    acceptable: ["code"],
    support: [],
    complexity: "medium",
    risk: 3,
    isUnseen: true,
  });
});

test("a request for nobody is out of scope, and a front-door line what it says", () => {
  const { examples } = toTrainingSet({
    ...nothing,
    requests: [{ text: "rain in Oslo?", primary: null, acceptable: [], support: [] }],
    frontDoorExamples: [{ text: "how far is it", frontDoor: "status" }],
  });

  expect(examples.filter(({ primary }) => primary === undefined)).toEqual([
    { text: "rain in Oslo?", kind: "request", door: "out_of_scope", acceptable: [] },
    { text: "how far is it", kind: "front_door", door: "status", acceptable: [] },
  ]);
});

test("what users taught says who leads and nothing of helpers; agents that are gone are left out", () => {
  const learned = [
    { text: "why is it slow", primary: "code", acceptable: [], support: [] },
    { text: "draw a chart", primary: "gone", acceptable: [], support: [] },
  ];

  const { examples } = toTrainingSet({ ...nothing, learned });

  expect(examples.filter(({ kind }) => kind === "local")).toEqual([
    { text: "why is it slow", kind: "local", door: "work", primary: "code", acceptable: [] },
  ]);
});

test("the same example twice counts once", () => {
  const request = { text: "it hangs", primary: "debug", acceptable: [], support: [] };

  const once = toTrainingSet({ ...nothing, requests: [request] });

  expect(toTrainingSet({ ...nothing, requests: [request, request] })).toEqual(once);
});
