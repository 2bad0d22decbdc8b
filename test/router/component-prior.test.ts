import { expect, test } from "vitest";
import { createComponentPrior } from "../../src/router/component-prior.ts";

const prior = createComponentPrior([
  { component: "bitnet-metal", primary: "fast", secondary: "code" },
  { component: "Testing", primary: "tests", secondary: "code" },
]);
const close = [
  { agent: "code", probability: 0.4 },
  { agent: "fast", probability: 0.38 },
  { agent: "tests", probability: 0.22 },
];

test.each(["the bitnet-metal shader", "use bitnet_metal::Device", "BITNET-METAL/src"])(
  "%s tips a close race to the owner",
  (text) => {
    const ranked = prior(text, close);

    expect(ranked.map(({ agent }) => agent)).toEqual(["fast", "code", "tests"]);
    expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  },
);

test("a clear race stays as it is", () => {
  const clear = [
    { agent: "code", probability: 0.7 },
    { agent: "fast", probability: 0.3 },
  ];

  expect(prior("bitnet-metal", clear)[0]?.agent).toBe("code");
});

test.each(["testing the parser", "metal", "bitnet-metallic", ""])("%j names no component", (text) => {
  expect(prior(text, close)).toBe(close);
});
