import { describe, expect, test } from "vitest";
import { assessComplexity, levelOf } from "../../src/orchestration/assess-complexity.ts";
import { shipped } from "./shipped.ts";

const { rules } = shipped;

test.each([
  ["simple", "code", "typo in the CLI help text"],
  ["simple", "ask", "what is the difference between bitnet-core and bitnet-quant"],
  ["simple", "project_commands_config", "how do i run only the metal tests"],
  ["simple", null, "please look at this"],
  [
    "medium",
    "debug",
    "the allocator test in bitnet-core fails since the last merge, can someone find out why?",
  ],
  ["medium", "code", "wire bitnet-quant and bitnet-training together"],
  ["high", "inference_engine_specialist", "we want continuous batching so that 16 users share one model"],
  ["high", "architect", "plan the migration of bitnet-core, bitnet-quant and bitnet-metal"],
  ["critical", "debug", "Production is down: every worker dies within a minute after start"],
  ["critical", "security_reviewer", "someone pushed an AWS key into the repo"],
  ["critical", null, "prod is down"],
] as const)("judges as %s for %s: %s", (level, primary, text) => {
  expect(assessComplexity({ text, primary }, rules)).toBe(level);
});

test("a signal counts once, however often its words occur", () => {
  const once = "it is flaky";
  const often = "it is flaky, intermittent, flaky sometimes, and hangs only on mac";

  expect(assessComplexity({ text: often, primary: "code" }, rules)).toBe(
    assessComplexity({ text: once, primary: "code" }, rules),
  );
});

test("a negated signal does not count", () => {
  expect(assessComplexity({ text: "this is no production outage", primary: "ask" }, rules)).toBe("simple");
  expect(assessComplexity({ text: "there was no data breach", primary: "security_reviewer" }, rules)).toBe(
    "simple",
  );
});

test("a long list makes a request larger", () => {
  const list = ["one", "two", "three", "four", "five"].map((item) => `- ${item} thing`).join("\n");

  expect(assessComplexity({ text: list, primary: "code" }, rules)).toBe("high");
  expect(assessComplexity({ text: list.split("\n").slice(0, 2).join("\n"), primary: "code" }, rules)).toBe(
    "simple",
  );
});

test("every signal of the rules can be heard", () => {
  for (const signal of rules.complexity.signals) {
    for (const phrase of signal.phrases) {
      const text = `zzz ${phrase.replace(/\*$/u, "")} zzz`;
      const alone = { ...rules, complexity: { ...rules.complexity, signals: [{ ...signal, points: 1000 }] } };
      expect(assessComplexity({ text }, alone), `${signal.id}: ${phrase}`).toBe("critical");
    }
  }
});

test.each([
  ["simple", 1, 1, ["orchestrator"]],
  ["medium", 2, 3, ["architect"]],
  ["high", 2, 4, ["architect", "orchestrator"]],
  ["critical", 3, 5, ["external_expert"]],
] as const)("%s work has its team size and escalation", (level, min, max, escalation) => {
  expect(levelOf(level, rules)).toMatchObject({ teamSize: { min, max }, escalation });
});

test.each(["", "   ", "\u0000\u0007", "مرحبا كيف الحال", "a".repeat(100_000), "@x ".repeat(50)])(
  "any text has a complexity",
  (text) => {
    expect(assessComplexity({ text, primary: null }, rules)).toBe("simple");
  },
);

describe("what the router's model thinks", () => {
  /** `code` starts with 1 point: simple by points. */
  const request = { text: "do it", primary: "code" };

  function assess(
    judged: Partial<Record<"simple" | "medium" | "high" | "critical", number>>,
    model: { weight: number; pointsDecide: ("simple" | "critical")[] },
    text = request.text,
  ) {
    const from = { ...rules, complexity: { ...rules.complexity, model } };
    return assessComplexity({ ...request, text, judged: new Map(Object.entries(judged)) as never }, from);
  }

  test("outvotes the points when it is sure enough for its share of the vote", () => {
    const model = { weight: 0.8, pointsDecide: [] };

    expect(assess({ medium: 0.63, simple: 0.37 }, model)).toBe("medium");
    expect(assess({ medium: 0.6, simple: 0.4 }, model)).toBe("simple");
  });

  test("decides alone with the whole vote, and not at all without any", () => {
    expect(assess({ high: 0.4, medium: 0.3, simple: 0.3 }, { weight: 1, pointsDecide: [] })).toBe("high");
    expect(assess({ high: 1 }, { weight: 0, pointsDecide: [] })).toBe("simple");
  });

  test("gives the smaller one of two levels with as many votes", () => {
    expect(assess({ high: 0.5, medium: 0.5 }, { weight: 1, pointsDecide: [] })).toBe("medium");
  });

  test("cannot talk down a level that the points alone decide", () => {
    const model = { weight: 1, pointsDecide: ["critical" as const] };

    expect(assess({ simple: 1 }, model, "production is down")).toBe("critical");
    expect(assess({ simple: 1 }, model, "rework it end to end")).toBe("simple");
  });

  test("never makes less of an outage by the shipped rules", () => {
    const judged = new Map([["simple", 1]] as const);

    expect(assessComplexity({ text: "production is down", primary: "debug", judged }, rules)).toBe(
      "critical",
    );
  });
});
