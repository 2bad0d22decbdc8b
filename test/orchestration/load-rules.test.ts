import { expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { checkRules } from "../../src/orchestration/check-rules.ts";
import { loadRules } from "../../src/orchestration/load-rules.ts";
import { copyShipped, editFile, SHIPPED, writeFolder } from "../agents/agent-folder.ts";
import { shipped } from "./shipped.ts";

const ids = shipped.agents.agents.map((agent) => agent.id);

async function problemsAfter(from: string, to: string) {
  const dir = await copyShipped();
  await editFile(dir, "orchestrator.md", [from, to]);
  const loaded = await loadRules(dir);
  return loaded.ok ? checkRules(loaded.file, ids) : loaded.problems;
}

test("loads the shipped rules, and every agent they name exists", async () => {
  const loaded = await loadRules(SHIPPED);

  expect(loaded.ok && checkRules(loaded.file, ids)).toEqual([]);
});

test.each([
  ["an unknown key", "  maxChoices: 3", "  maxChoice: 3", "routing.maxChoice"],
  ["a threshold above 1", "  routeAt: 0.5", "  routeAt: 1.5", "routing.routeAt"],
  ["bands the wrong way round", "  askAt: 0.2", "  askAt: 0.9", "routing.askAt"],
  ["a version it does not know", "version: 1", "version: 2", "version"],
  [
    "a level that is missing",
    "{ level: high, atLeast: 4",
    "{ level: critical, atLeast: 4",
    "complexity.levels",
  ],
  [
    "levels out of order",
    "{ level: high, atLeast: 4",
    "{ level: high, atLeast: 1",
    "complexity.levels.3.atLeast",
  ],
  [
    "a team whose maximum is below its minimum",
    "{ min: 2, max: 3 }",
    "{ min: 2, max: 1 }",
    "complexity.levels.2.teamSize.max",
  ],
  [
    "a term out of its range",
    "{ value: 5, phrases: [production is,",
    "{ value: 9, phrases: [production is,",
    "priority.terms.impact.signals.1.value",
  ],
  [
    "priority bands out of order",
    "name: high, atLeast: 4",
    "name: high, atLeast: 14",
    "priority.bands.2.atLeast",
  ],
  [
    "a queue order against the bands",
    "queuePriority: 100,",
    "queuePriority: 1,",
    "priority.bands.2.queuePriority",
  ],
  [
    "a first band that leaves no place for those who waited",
    "queuePriority: 10,",
    "queuePriority: 1,",
    "priority.bands.1.queuePriority",
  ],
  [
    "a wait that is shorter in a lower band",
    "firstWithin: PT8H",
    "firstWithin: PT5M",
    "priority.bands.2.firstWithin",
  ],
  [
    "a last band that leaves a gap",
    "name: low, atLeast: 0,",
    "name: low, atLeast: 1,",
    "priority.bands.4.atLeast",
  ],
  [
    "a row id that is there twice",
    "id: user_interaction,",
    "id: documentation,",
    "taskAssignment.documentation",
  ],
  [
    "a pattern that is none",
    "why: a test count ages }",
    'why: x }\n    - { pattern: "(", why: y }',
    "checks.staleClaims.4.pattern",
  ],
])("refuses %s", async (_, from, to, key) => {
  const problems = await problemsAfter(from, to);

  expect(problems.map((problem) => problem.key)).toContain(key);
  expect(problems.every((problem) => (problem.line ?? 0) > 1)).toBe(true);
});

test.each([
  [
    "primary: debug, secondary: code }",
    "primary: debugg, secondary: code }",
    "taskAssignment.bug_fixes_debugging.primary",
  ],
  ["secondary: code }", "secondary: external }", "taskAssignment.bug_fixes_debugging.secondary"],
  [
    "primary: architect, secondary",
    "primary: orchestrator, secondary",
    "taskAssignment.architecture_design.primary",
  ],
  ["escalation: [external_expert]", "escalation: [nobody]", "complexity.levels.4.escalation.1"],
  ["    architect: 2", "    arkitekt: 2", "complexity.startingPoints.arkitekt"],
  ["add: [truth_validator]", "add: [orchestrator]", "supportRules.critical.add.1"],
  ["exceptFor: [ask,", "exceptFor: [nobody,", "supportRules.user_facing.exceptFor.1"],
  ["means: [AGENT_HANDOFF_PREPARE]", "means: [AGENT_HANDOVER]", "hookAliases.2.means.1"],
])("refuses a name that nothing has: %s", async (from, to, key) => {
  const problems = await problemsAfter(from, to);

  expect(problems.map((problem) => problem.key)).toEqual([key]);
  expect(problems[0]).toMatchObject({ severity: "error", line: expect.any(Number) });
});

test("points at the line of an unknown agent and suggests the nearest name", async () => {
  const [problem] = await problemsAfter(
    "primary: debug, secondary: code }",
    "primary: debugg, secondary: code }",
  );

  expect(problem && formatProblem(problem)).toMatch(
    /orchestrator\.md:\d+ taskAssignment\.bug_fixes_debugging\.primary: names "debugg", which no agent file has\. Did you mean "debug"\?$/u,
  );
});

test("an agent may not take the name of a pseudo agent", async () => {
  const loaded = await loadRules(SHIPPED);

  const problems = loaded.ok ? checkRules(loaded.file, [...ids, "external_expert"]) : [];

  expect(problems.map((problem) => problem.key)).toEqual(["pseudoAgents.external_expert.id"]);
});

test.each([
  ["is missing", {}, /cannot be read/u],
  ["has no front matter", { "orchestrator.md": "# Rules\n" }, /has no front matter/u],
])("says what to do when the file %s", async (_, files, message) => {
  const loaded = await loadRules(await writeFolder(files));

  expect(loaded.ok ? [] : loaded.problems).toEqual([
    expect.objectContaining({ message: expect.stringMatching(message), remedy: expect.any(String) }),
  ]);
});
