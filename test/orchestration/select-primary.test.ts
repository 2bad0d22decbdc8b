import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentStanding } from "../../src/orchestration/load/agent-load.ts";
import { selectPrimary, type SelectionRequest } from "../../src/orchestration/select-primary.ts";
import { taskTypeOf } from "../../src/orchestration/select-task-type.ts";
import { Selection } from "../../src/tasks/selection.ts";
import { NOW, stateOf } from "./load-kit.ts";
import { shipped } from "./shipped.ts";

const DAY = 86_400_000;
const { agents, rules, playbook } = shipped;

type Standings = Readonly<Record<string, Partial<AgentStanding>>>;

function select(
  standings: Standings = {},
  request: Partial<SelectionRequest> = {},
  workload = playbook.workload,
) {
  return selectPrimary(
    {
      favourite: "debug",
      isByPerson: false,
      alternatives: [
        { agent: "debug", score: 0.8 },
        { agent: "ask", score: 0.1 },
      ],
      taskType: taskTypeOf("bug_fixes_debugging", rules, agents),
      complexity: "simple",
      ...request,
    },
    { agents, rules: workload, state: stateOf(standings) },
  );
}

/** `error_handling_specialist` stands near `debug`. */
const NEAR: Partial<SelectionRequest> = {
  alternatives: [
    { agent: "debug", score: 0.4 },
    { agent: "error_handling_specialist", score: 0.36 },
    { agent: "ask", score: 0.05 },
  ],
};

test("the favourite by domain leads when everybody is idle, and its choice can be stored", () => {
  const choice = select();

  expect(choice).toMatchObject({ agent: "debug", why: "debug leads by domain, and nobody else is near" });
  expect(choice.insteadOf).toBeUndefined();
  expect(Selection.parse(structuredClone(choice))).toEqual(choice);
});

test("load does not move a clear favourite aside while it is below its limit", () => {
  expect(select({ debug: { open: 2 } }).agent).toBe("debug");
});

test.each<[string, Standings, string]>([
  ["it is at its limit", { debug: { open: 3 } }, "has 3 of 3 tasks open"],
  ["its person is at theirs", { debug: { person: { id: "amara", open: 2 } } }, "is amara's, who has 2 of 2"],
  ["it is away", { debug: { away: { sinceMs: NOW, by: "x" } } }, "is away"],
])("the second by the matrix stands in when %s", (_, standings, why) => {
  const choice = select(standings);

  expect(choice).toMatchObject({ agent: "code", insteadOf: "debug" });
  expect(choice.why).toContain(why);
  expect(choice.why).toContain("second for Bug Fixes & Debugging");
});

test("an agent may have a limit of its own", () => {
  const workload = { ...playbook.workload, wip: { ...playbook.workload.wip, byAgent: { debug: 1 } } };

  expect(select({ debug: { open: 1 } }, {}, workload).agent).toBe("code");
});

test("the favourite keeps it when nobody near can take it", () => {
  const choice = select({ debug: { open: 3 }, code: { open: 3 } });

  expect(choice.agent).toBe("debug");
  expect(choice.why).toContain("all the same");
});

test("nobody replaces whom a person named", () => {
  const choice = select({ debug: { open: 9 } }, { ...NEAR, isByPerson: true });

  expect(choice).toMatchObject({
    agent: "debug",
    why: "debug was named by a person, although it has 9 of 3 tasks open",
  });
});

test.each<[string, Standings, Partial<SelectionRequest>]>([
  ["it has less to do", { debug: { open: 2 } }, {}],
  [
    "its work went better lately",
    { debug: { outcomes: Array.from({ length: 10 }, () => ({ atMs: NOW, ok: false })) } },
    {},
  ],
  [
    "it had less of this kind lately",
    { debug: { taken: [{ atMs: NOW - DAY, requestType: "bug_fixes_debugging", complexity: "simple" }] } },
    {
      alternatives: [
        { agent: "debug", score: 0.4 },
        { agent: "error_handling_specialist", score: 0.395 },
      ],
    },
  ],
  [
    "it makes a change from what it did last",
    {
      debug: {
        taken: Array.from({ length: 2 }, () => ({ atMs: 0, requestType: "x", complexity: "high" as const })),
      },
    },
    {
      complexity: "critical",
      alternatives: [
        { agent: "debug", score: 0.4 },
        { agent: "error_handling_specialist", score: 0.395 },
      ],
    },
  ],
  [
    "it has the experience",
    { error_handling_specialist: { done: 20 } },
    {
      complexity: "medium",
      alternatives: [
        { agent: "debug", score: 0.4 },
        { agent: "error_handling_specialist", score: 0.395 },
      ],
    },
  ],
])("somebody near leads when %s", (why, standings, request) => {
  const choice = select(standings, { ...NEAR, ...request });

  expect(choice).toMatchObject({ agent: "error_handling_specialist", insteadOf: "debug" });
  expect(choice.why).toContain(why);
});

test("failures outside the window, and a single one, condemn nobody", () => {
  const old = Array.from({ length: 10 }, () => ({ atMs: NOW - 29 * DAY, ok: false }));

  expect(select({ debug: { outcomes: old } }, NEAR).agent).toBe("debug");
  expect(select({ debug: { outcomes: [{ atMs: NOW, ok: false }] } }, NEAR).agent).toBe("debug");
});

test("routine work goes to whoever had two intense tasks in a row", () => {
  const taken = Array.from({ length: 2 }, () => ({ atMs: 0, requestType: "x", complexity: "high" as const }));
  const alike = {
    alternatives: [
      { agent: "debug", score: 0.4 },
      { agent: "error_handling_specialist", score: 0.395 },
    ],
  };

  expect(select({ error_handling_specialist: { taken } }, alike).agent).toBe("error_handling_specialist");
});

test("somebody near who learns joins an experienced leader on work to learn from", () => {
  const learner = (complexity: SelectionRequest["complexity"], done: number) =>
    select({ debug: { done: 20 }, error_handling_specialist: { done } }, { ...NEAR, complexity }).learner;

  expect(learner("medium", 4)).toBe("error_handling_specialist");
  expect(learner("simple", 4)).toBeUndefined();
  // The secondary of the matrix is the next candidate.
  expect(learner("medium", 5)).toBe("code");
});

test("an agent that only answers from a sheet takes no work over", () => {
  const alternatives = [
    { agent: "debug", score: 0.4 },
    { agent: "project_rules_config", score: 0.39 },
  ];

  expect(select({ debug: { open: 2 } }, { alternatives }).agent).toBe("debug");
});

const standing = fc.record({
  open: fc.integer({ min: 0, max: 5 }),
  done: fc.integer({ min: 0, max: 40 }),
  outcomes: fc.array(fc.record({ atMs: fc.constant(NOW), ok: fc.boolean() }), { maxLength: 10 }),
});
const ids = agents.agents.map(({ id }) => id);
const scores = fc
  .uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 6 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((agent) =>
        fc.record({ agent: fc.constant(agent), score: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
      ),
    ),
  );

test("whatever the state: the same choice for the same state, never an unrelated agent, never a barred one while a free one is near", () => {
  fc.assert(
    fc.property(scores, fc.dictionary(fc.constantFrom(...ids), standing), (alternatives, standings) => {
      const favourite = alternatives.toSorted((a, b) => b.score - a.score)[0]?.agent ?? "debug";
      const best = alternatives.find(({ agent }) => agent === favourite)?.score ?? 1;
      const taskType = taskTypeOf(favourite, rules, agents);
      const request = { favourite, alternatives, taskType };
      const choice = select(standings, request);
      const near = alternatives.filter(({ score }) => score >= 0.6 * best).map(({ agent }) => agent);

      expect(select(standings, request)).toEqual(choice);
      expect([...near, taskType.secondary]).toContain(choice.agent);
      const chosen = choice.candidates.find(({ agent }) => agent === choice.agent);
      if (chosen?.barred !== undefined)
        expect(choice.candidates.every(({ barred }) => barred !== undefined)).toBe(true);
      const isLimited = (standings[favourite]?.open ?? 0) >= 3;
      if (!isLimited && near.length === 1) expect(choice.agent).toBe(favourite);
    }),
    { numRuns: 300 },
  );
});
