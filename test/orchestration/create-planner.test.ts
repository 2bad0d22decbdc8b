import { expect, test } from "vitest";
import { planRequest } from "../../src/orchestration/create-planner.ts";
import type { AgentStanding } from "../../src/orchestration/load/agent-load.ts";
import { costOf, supportWithinCap } from "../../src/orchestration/work-cost.ts";
import type { Route } from "../../src/router/route.ts";
import type { PersonSettings } from "../../src/tasks/analysis.ts";
import { stateOf } from "./load-kit.ts";
import { routeTo, shipped, supportOf } from "./shipped.ts";

interface Case {
  readonly route?: Partial<Route>;
  readonly settings?: PersonSettings;
  readonly standings?: Readonly<Record<string, Partial<AgentStanding>>>;
  readonly set?: typeof shipped;
}

function plan(text: string, { route = {}, settings, standings, set = shipped }: Case = {}) {
  return planRequest({ text, route: { ...routeTo("debug"), ...route }, settings }, set, stateOf(standings));
}

const by = "Ada";

test("plans like the rules alone when nobody is busy and nobody said anything", () => {
  const planned = plan("find out why");

  expect(planned.requestType).toBe("bug_fixes_debugging");
  expect(planned.plan.stages[0]?.assignments.map(({ agent, role }) => [agent, role])).toEqual([
    ["debug", "primary"],
    ["code", "support"],
  ]);
  expect(planned.selection.agent).toBe("debug");
});

test("a stand-in leads the task's kind, and its reason says why", () => {
  const planned = plan("find out why", { standings: { debug: { open: 3 } } });
  const [leader] = planned.plan.stages[0]?.assignments ?? [];

  expect(planned.requestType).toBe("bug_fixes_debugging");
  expect(leader).toMatchObject({ agent: "code", role: "primary" });
  expect(leader?.reason).toContain("code instead of debug");
});

test("a person's word on size and flags changes team and priority", () => {
  const before = plan("find out why");
  const after = plan("find out why", {
    settings: { complexity: { value: "critical", by }, flags: { security_sensitive: { value: true, by } } },
  });

  // In a review cascade whoever joins is there to review.
  const agents = after.plan.stages.flatMap(({ assignments }) => assignments.map(({ agent }) => agent));
  expect(agents).toEqual(expect.arrayContaining(["truth_validator", "security_reviewer"]));
  expect(after.priority.score).toBeGreaterThan(before.priority.score);
});

test("a flag that a person clears takes along whom its rule demands", () => {
  const text = "a jwt in the log";
  const settings: PersonSettings = { flags: { security_sensitive: { value: false, by } } };

  expect(supportOf(plan(text))).toContain("security_reviewer");
  expect(supportOf(plan(text, { settings }))).not.toContain("security_reviewer");
});

test("a domain that a person adds joins, and one that they take out does not", () => {
  const settings: PersonSettings = {
    domains: { architect: { value: true, by }, code: { value: false, by } },
  };

  expect(supportOf(plan("find out why", { settings }))).toEqual(["architect"]);
});

test.each([
  ["impact", 5],
  ["urgency", 1],
  ["dependencies", 3],
  ["risk", 5],
] as const)("a person's %s of %i stands in the formula", (term, value) => {
  const { priority } = plan("asap", { settings: { terms: { [term]: { value, by } } } });

  expect(priority.terms[term]).toBe(value);
});

test("a flag lifts the terms that the rules name for it", () => {
  const settings: PersonSettings = {
    flags: { emergency: { value: true, by }, core_change: { value: true, by } },
  };

  expect(plan("look", { settings }).priority.terms).toMatchObject({
    urgency: 5,
    impact: 4,
    dependencies: 2,
    risk: 3,
  });
});

test("each bump lifts the band", () => {
  const bump = { key: "k", by, reason: "it matters", at: "2031-03-03T09:00:00.000Z" };

  const bands = [0, 1, 2].map(
    (count) =>
      plan("find out why", { settings: { bumps: Array.from({ length: count }, () => bump) } }).priority.band,
  );

  expect(bands).toEqual(["normal", "high", "urgent"]);
});

test("support that nobody demands ends at the cost cap, support that a rule demands does not", () => {
  const { cost } = shipped.playbook.workload;
  const tight = {
    ...shipped,
    playbook: {
      ...shipped.playbook,
      workload: {
        ...shipped.playbook.workload,
        cost: { ...cost, capPerTask: { ...cost.capPerTask, medium: 7 } },
      },
    },
  };

  expect(supportOf(plan("find out why", { set: tight }))).toEqual([]);
  expect(supportOf(plan("a jwt in the log", { set: tight }))).toEqual(["security_reviewer"]);
});

test.each([
  ["simple", 3, 1],
  ["medium", 6, 2],
  ["high", 9, 3],
  ["critical", 15, 5],
] as const)("a %s task costs %i to lead and has room for %i supporters", (complexity, lead, room) => {
  expect(costOf("primary", complexity, shipped.playbook.workload)).toBe(lead);
  expect(supportWithinCap(complexity, shipped.playbook.workload)).toBe(room);
});

test("somebody who is away joins only where a rule demands it", () => {
  const away = { sinceMs: 0, by: "x" };

  expect(supportOf(plan("find out why", { standings: { code: { away } } }))).not.toContain("code");
  expect(supportOf(plan("a jwt", { standings: { security_reviewer: { away } } }))).toContain(
    "security_reviewer",
  );
});

test("a learner joins an experienced leader", () => {
  const alternatives = [
    { agent: "debug", score: 0.4 },
    { agent: "error_handling_specialist", score: 0.24 },
  ];
  const planned = plan("find out why", {
    route: { alternatives },
    standings: { debug: { done: 50 }, code: { done: 50 } },
  });

  const learner = planned.plan.stages[0]?.assignments.find(
    ({ agent }) => agent === "error_handling_specialist",
  );
  expect(learner?.reason).toBe("learns beside debug, who is experienced");
});
