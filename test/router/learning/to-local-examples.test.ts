import { expect, test } from "vitest";
import { toAgentNames } from "../../../src/router/explicit-agent.ts";
import type { RouteLabel } from "../../../src/router/learning/route-label.ts";
import { formatLabels } from "../../../src/router/learning/format-labels.ts";
import { judgeLabels } from "../../../src/router/learning/judge-labels.ts";
import { textKey } from "../../../src/router/learning/text-key.ts";
import { toLocalExamples } from "../../../src/router/learning/to-local-examples.ts";
import { choosing, labelsOf, type ChooseOptions, type Said } from "./learning-kit.ts";

function choose(labels: readonly RouteLabel[], options: ChooseOptions = {}) {
  return toLocalExamples(labels, choosing(options));
}

function agentsOf(said: readonly Said[], options: ChooseOptions = {}) {
  return choose(labelsOf(...said), options).examples.map(({ agent }) => agent);
}

function reasonsOf(said: readonly Said[], options: ChooseOptions = {}) {
  return choose(labelsOf(...said), options).leftOut.map(({ reason }) => reason);
}

test("makes an example of what two people say alike, with both names", () => {
  const { examples, leftOut } = choose(
    labelsOf({ text: "the build is red", who: "bob" }, { text: "The build is red!", who: "ada", day: 1 }),
  );

  expect(examples).toEqual([
    { text: "The build is red!", agent: "debug", backers: ["ada", "bob"], at: "2031-03-04T09:01:00.000Z" },
  ]);
  expect(leftOut).toEqual([]);
});

test.each([
  ["another case and punctuation", "why does it CRASH?"],
  ["courtesies", "hi, why does it crash, thanks"],
  ["the name of an agent", "@debug why does it crash"],
])("takes texts that differ in %s for the same request", (_what, other) => {
  const { examples } = choose(labelsOf({ text: "why does it crash" }, { text: other, who: "bob" }));

  expect(examples).toHaveLength(1);
  expect(examples[0]?.backers).toEqual(["ada", "bob"]);
});

test("counts the last word of a person", () => {
  const text = "tidy up the parser";

  expect(
    agentsOf([
      { text, right: "code" },
      { text, right: "architect", day: 2 },
    ]),
  ).toEqual(["architect"]);
});

test("counts one person with two accounts once", () => {
  const text = "tidy up the parser";

  const { examples, leftOut } = choose(labelsOf({ text, who: "U1" }, { text, who: "77" }), {
    deps: { personOf: ({ userId }) => (["U1", "77"].includes(userId) ? "ada" : userId) },
  });

  expect(examples.find((example) => example.text === text)?.backers).toEqual(["ada"]);
  expect(leftOut).toEqual([]);
});

test("lets the majority decide, and says who was outvoted", () => {
  const text = "tidy up the parser";
  const said: Said[] = [
    { text, who: "ada", right: "code" },
    { text, who: "bob", right: "code" },
    { text, who: "eve", right: "debug" },
  ];

  expect(agentsOf(said)).toEqual(["code"]);
  expect(choose(labelsOf(...said)).leftOut).toEqual([
    { reason: "outvoted", label: "2-0", taskId: "T2", text, agent: "debug", by: "eve" },
  ]);
});

test("drops what as many people say otherwise", () => {
  const text = "tidy up the parser";
  const said = [
    { text, who: "ada", right: "code" },
    { text, who: "bob", right: "debug" },
  ];

  expect(agentsOf(said)).toEqual([]);
  expect(reasonsOf(said)).toEqual(["disputed", "disputed"]);
});

test("takes a maintainer's word before everybody else's", () => {
  const text = "tidy up the parser";

  expect(
    agentsOf([
      { text, who: "eve", right: "debug" },
      { text, who: "bob", right: "debug" },
      { text, who: "mia", right: "code" },
    ]),
  ).toEqual(["code"]);
});

test("needs a second person against what the router was sure of", () => {
  const sure: Said = { text: "why does it crash", right: "code", guess: { agent: "debug", score: 0.97 } };

  expect(reasonsOf([sure])).toEqual(["needs_second"]);
  expect(agentsOf([sure, { ...sure, who: "bob" }])).toEqual(["code"]);
  expect(agentsOf([{ ...sure, who: "mia" }])).toEqual(["code"]);
  expect(agentsOf([{ ...sure, guess: { agent: "debug", score: 0.6 } }])).toEqual(["code"]);
  expect(agentsOf([{ ...sure, right: "debug" }])).toEqual(["debug"]);
});

test("takes few requests on a newcomer's word alone, the newest", () => {
  const said = Array.from({ length: 5 }, (_, at) => ({ text: `request ${"abcde"[at]}`, day: 20 }));

  const { examples, leftOut } = choose(labelsOf(...said));

  expect(examples.map(({ text }) => text)).toEqual(["request c", "request d", "request e"]);
  expect(leftOut.map(({ reason }) => reason)).toEqual(["needs_second", "needs_second"]);
});

test("takes more on the word of somebody whom others have agreed with for a while", () => {
  const agreed = ["x", "y", "z"].flatMap((word) => [
    { text: `agreed ${word}`, who: "ada" },
    { text: `agreed ${word}`, who: "bob" },
  ]);
  const alone = Array.from({ length: 7 }, (_, at) => ({ text: `alone ${"abcdefg"[at]}`, day: 16 }));

  expect(choose(labelsOf(...agreed, ...alone)).examples).toHaveLength(10);
  // The same, but it all began yesterday.
  const late = [...agreed, ...alone].map((each) => ({ ...each, day: 20 }));
  expect(choose(labelsOf(...late)).examples).toHaveLength(6);
});

test("counts no more of a person in a day than the rules allow, corrections first", () => {
  const rules = { perPersonPerDay: 2 };
  const text = (at: number) => `request ${"abcd"[at]}`;
  const said: Said[] = [
    { text: text(0), kind: "confirmed" },
    { text: text(1), kind: "corrected" },
    { text: text(2), kind: "chosen" },
    { text: text(3), kind: "corrected", day: 1 },
    ...[0, 1, 2].map((at) => ({ text: text(at), who: "mia" })),
  ];

  const { examples, leftOut } = choose(labelsOf(...said), { rules });

  expect(leftOut).toEqual([
    { reason: "over_cap", label: "0-0", taskId: "T0", text: text(0), agent: "debug", by: "ada" },
  ]);
  expect(examples.map(({ text, backers }) => [text, backers])).toEqual([
    [text(0), ["mia"]],
    [text(1), ["ada", "mia"]],
    [text(2), ["ada", "mia"]],
    [text(3), ["ada"]],
  ]);
});

test("believes nobody alone on a day on which they were over the cap", () => {
  const said = Array.from({ length: 11 }, (_, at) => ({ text: `request ${"abcdefghijk"[at]}` }));

  expect(agentsOf(said)).toEqual([]);
  expect(new Set(reasonsOf(said))).toEqual(new Set(["over_cap", "needs_second"]));
  expect(agentsOf([...said, { text: "request a", who: "bob" }])).toEqual(["debug"]);
});

test("holds nobody but maintainers to their share of all examples", () => {
  const rules = {
    share: { most: 0.25, free: 4 },
    alone: { newcomer: 100, known: 100 },
    perPersonPerDay: 100,
  };
  const of = (who: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ text: `${who} ${"abcdefghijklmnopqrst"[at]}`, who }));

  const two = choose(labelsOf(...of("ada", 12), ...of("bob", 3)), { rules });
  expect(two.examples.filter(({ backers }) => backers.includes("ada"))).toHaveLength(4);
  expect(two.leftOut.map(({ reason, text }) => [reason, text]).slice(0, 2)).toEqual([
    ["over_share", "ada a"],
    ["over_share", "ada b"],
  ]);
  const maintained = choose(labelsOf(...of("mia", 12), ...of("bob", 3)), { rules });
  expect(maintained.examples).toHaveLength(15);
});

test("keeps the newest examples when there are too many", () => {
  const said = Array.from({ length: 4 }, (_, at) => ({ text: `request ${"abcd"[at]}`, who: "mia" }));

  const { examples, leftOut } = choose(labelsOf(...said), { rules: { maxExamples: 3 } });

  expect(examples.map(({ text }) => text)).toEqual(["request b", "request c", "request d"]);
  expect(leftOut.map(({ reason }) => reason)).toEqual(["over_total"]);
});

test.each([
  ["not_permitted", {}, { mayTeach: () => false }],
  ["unknown_agent", { right: "beekeeper" }, {}],
  ["no_text", { text: "🔥🔥" }, {}],
  ["frozen", { text: "Why does it crash?" }, { frozen: new Set(["why does it crash"]) }],
] as const)("leaves out what is %s", (reason, said, deps) => {
  expect(reasonsOf([said], { deps })).toEqual([reason]);
  expect(agentsOf([said], { deps })).toEqual([]);
});

test("gives the same list for the same labels, however people share a moment", () => {
  const said = ["b", "a", "c"].map((word) => ({ text: `request ${word}`, who: "mia" }));
  const at = "2031-03-03T09:00:00.000Z";
  const labels = labelsOf(...said).map((label) => ({ ...label, at }));

  const texts = choose(labels).examples.map(({ text }) => text);

  expect(texts).toEqual(["request a", "request b", "request c"]);
  expect(choose(labels.toReversed()).examples.map(({ text }) => text)).toEqual(texts);
});

test("learns nothing from five hundred wrong corrections of one person", () => {
  const wrong = Array.from({ length: 500 }, (_, at) => ({
    text: `why does test ${at} fail`,
    who: "mallory",
    right: "ask",
    guess: { agent: "debug", score: 0.5 + (at % 50) / 100 },
  }));
  const right = [
    { text: "tidy up the parser", who: "ada", right: "code" },
    { text: "tidy up the parser", who: "bob", right: "code" },
  ];
  const texts = (said: readonly Said[]) => choose(labelsOf(...said)).examples.map(({ text }) => text);

  expect(texts([...wrong, ...right])).toEqual(texts(right));
});

test("takes three at most when the five hundred are spread over fifty days", () => {
  const wrong = Array.from({ length: 500 }, (_, at) => ({
    text: `why does test ${at} fail`,
    who: "mallory",
    right: "ask",
    day: at % 50,
  }));

  expect(agentsOf(wrong)).toHaveLength(3);
});

test("knows texts by what is routed of them", () => {
  const names = toAgentNames([{ id: "debug" }]);

  expect(textKey("Hello! Could you please fix   the-build? Thanks", names)).toBe("fix the build");
  expect(textKey("", names)).toBe("");
});

test("says of each label what becomes of it", () => {
  const text = "tidy up the parser";
  const labels = labelsOf(
    { text, right: "code" },
    { text, right: "architect" },
    { text: "why does it crash", right: "code", guess: { agent: "debug", score: 0.97 } },
  );
  const deps = choosing();

  const judged = judgeLabels(labels, toLocalExamples(labels, deps), deps);

  expect(judged.map(({ standing, person }) => [standing, person])).toEqual([
    ["superseded", "ada"],
    ["counts", "ada"],
    ["needs_second", "ada"],
  ]);
  expect(formatLabels(judged).split("\n")[1]).toBe(
    "1-0  2031-03-03 09:01  T1  counts  ada corrected code -> architect: tidy up the parser",
  );
});
