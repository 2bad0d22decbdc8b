import { expect, test } from "vitest";
import { analyseRequest, type Analysed } from "../../src/orchestration/analyse-request.ts";
import { factsOf } from "../../src/orchestration/analysis-facts.ts";
import { assessComplexity } from "../../src/orchestration/assess-complexity.ts";
import type { RequestFlag } from "../../src/orchestration/rules/condition.ts";
import { Analysis, type PersonSettings } from "../../src/tasks/analysis.ts";
import { routeTo, shipped } from "./shipped.ts";

interface Case {
  readonly primary?: string;
  readonly route?: Partial<Analysed["route"]>;
  readonly settings?: PersonSettings;
}

function analyse(text: string, { primary = "code", route = {}, settings }: Case = {}): Analysis {
  const complexity = assessComplexity({ text, primary }, shipped.rules);
  return analyseRequest({ text, route: { ...routeTo(primary, complexity), ...route }, settings }, shipped);
}

const by = "Ada";

test("an analysis says what decided each part, and can be stored", () => {
  const analysis = analyse("build a loader in bitnet-quant that must be fast");

  expect(analysis.requestType).toMatchObject({
    value: "code_implementation",
    decidedBy: "rule:code_implementation",
  });
  expect(analysis.favourite).toEqual({ value: "code", decidedBy: "model", why: "linear, 90 % sure" });
  expect(analysis.complexity).toEqual({
    value: "medium",
    decidedBy: "rule:complexity",
    why: "2 points: work of code +1, new_part +1",
  });
  expect(analysis.components).toEqual([
    {
      component: "bitnet-quant",
      owner: "code",
      decidedBy: "component:bitnet-quant",
      why: 'named: "bitnet-quant"',
    },
  ]);
  expect(analysis.flags.performance_critical).toEqual({
    value: true,
    decidedBy: "rule:performance_critical",
    why: 'says "must be fast"',
  });
  expect(Analysis.parse(structuredClone(analysis))).toEqual(analysis);
});

test.each<[RequestFlag, string, string, string]>([
  ["cross_cutting", "frontend and backend of the form", "code", "rule:crosses_domains"],
  ["cross_cutting", "bitnet-core and bitnet-inference disagree", "code", "rule:crosses_domains"],
  ["core_change", "rewrite the loader end to end", "code", "rule:whole_system"],
  ["core_change", "build a distributed pool in bitnet-core", "code", "component:bitnet-core"],
  ["user_facing", "end users will see it", "code", "rule:user_facing"],
  ["security_sensitive", "a jwt in the header", "code", "rule:security_sensitive"],
  ["security_sensitive", "look at the parser", "security_reviewer", "rule:security_sensitive"],
  ["security_sensitive", "we got hacked", "code", "rule:breach"],
  ["performance_critical", "too slow", "code", "rule:performance_critical"],
  ["performance_critical", "look at it", "performance_engineering_specialist", "rule:performance_critical"],
  ["emergency", "prod is down", "debug", "rule:outage"],
  ["emergency", "hotfix now", "debug", "rule:emergency"],
])("%s is raised by %j for %s", (flag, text, primary, decidedBy) => {
  expect(analyse(text, { primary }).flags[flag]).toMatchObject({ value: true, decidedBy });
});

test("a plain request raises no flag, and one that is negated neither", () => {
  expect(factsOf(analyse("write the parser")).flags).toEqual([]);
  expect(factsOf(analyse("this is not an emergency")).flags).toEqual([]);
});

test.each<[RequestFlag, Partial<Analysed["route"]>]>([
  ["security_sensitive", { supportScores: [{ agent: "security_reviewer", score: 0.7 }] }],
  ["performance_critical", { supportScores: [{ agent: "performance_engineering_specialist", score: 0.9 }] }],
  ["emergency", { priority: { urgency: 4.9, impact: 4.8, dependencies: 1, risk: 1 } }],
])("the router's model raises %s where no word does", (flag, route) => {
  expect(analyse("look at it", { route }).flags[flag]).toMatchObject({ value: true, decidedBy: "model" });
});

test("the model raises nothing below its thresholds", () => {
  const route = {
    supportScores: [{ agent: "security_reviewer", score: 0.69 }],
    priority: { urgency: 5, impact: 4.7, dependencies: 1, risk: 1 },
  };

  expect(factsOf(analyse("look at it", { route })).flags).toEqual([]);
});

test("says when the model outvotes the words on the size", () => {
  const { complexity } = analyse("do it", { route: { complexity: "high" } });

  expect(complexity).toMatchObject({ value: "high", decidedBy: "model" });
  expect(complexity.why).toContain("simple");
});

test("needs the expertise of the leader, of component owners, of likely helpers and of those a flag asks for", () => {
  const alternatives = [
    { agent: "code", score: 0.6 },
    { agent: "architect", score: 0.3 },
    { agent: "ask", score: 0.1 },
  ];
  const analysis = analyse("bitnet-metal leaks a jwt", { route: { alternatives } });

  expect(analysis.domains.map(({ agent, decidedBy }) => [agent, decidedBy])).toEqual([
    ["code", "model"],
    ["performance_engineering_specialist", "component:bitnet-metal"],
    ["architect", "model"],
    ["security_reviewer", "rule:security_sensitive"],
  ]);
});

test("what a person set goes before rules and model", () => {
  const settings: PersonSettings = {
    complexity: { value: "critical", by },
    flags: { emergency: { value: false, by }, user_facing: { value: true, by } },
    domains: {
      security_reviewer: { value: true, by },
      performance_engineering_specialist: { value: false, by },
    },
    components: { "bitnet-core": { value: true, by }, "bitnet-metal": { value: false, by } },
  };
  const analysis = analyse("prod is down in bitnet-metal, too slow", { settings });

  expect(analysis.complexity).toEqual({ value: "critical", decidedBy: "person", why: "Ada set it" });
  expect(analysis.flags.emergency).toMatchObject({ value: false, decidedBy: "person" });
  expect(analysis.flags.user_facing).toMatchObject({ value: true, decidedBy: "person" });
  expect(analysis.components.map(({ component }) => component)).toEqual(["bitnet-core"]);
  expect(analysis.domains.map(({ agent }) => agent)).toEqual(["code", "security_reviewer"]);
});

test("a kind that a person set says whose domain it is", () => {
  const analysis = analyse("look at it", { settings: { requestType: { value: "security_review", by } } });

  expect(analysis.requestType).toMatchObject({ value: "security_review", decidedBy: "person" });
  expect(analysis.favourite).toMatchObject({ value: "security_reviewer", decidedBy: "person" });
});

test.each(["override", "choice", "correction", "contingency"])(
  "an agent that a person said yes to is a person's choice: %s",
  (decidedBy) => {
    const { favourite } = analyse("do it", { route: { decidedBy } });

    expect(favourite).toMatchObject({ decidedBy: "person", why: `chosen by a person (${decidedBy})` });
  },
);

test("a route without an agent cannot be analysed", () => {
  expect(() => analyse("do it", { route: { primary: null } })).toThrowError(
    expect.objectContaining({ code: "orchestration.no_primary" }),
  );
});
