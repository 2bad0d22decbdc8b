import { cp, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { AgentProblem } from "../../../src/agents/agent-problem.ts";
import { formatProblem } from "../../../src/config/problem.ts";
import { readDefinitions } from "../../../src/orchestration/read-definitions.ts";
import { checkPlaybook } from "../../../src/orchestration/rules/check-playbook.ts";
import { RULE_FILES, type PlaybookPart } from "../../../src/orchestration/rules/playbook.ts";
import { loadRuleFiles, toPlaybook } from "../../../src/orchestration/rules/load-rule-files.ts";
import { copyShipped, editFile, SHIPPED, writeFolder } from "../../agents/agent-folder.ts";
import { shipped } from "../shipped.ts";

const ids = shipped.agents.agents.map((agent) => agent.id);

async function problemsIn(dir: string): Promise<readonly AgentProblem[]> {
  const loaded = await loadRuleFiles(dir);
  return [...loaded.problems, ...checkPlaybook(loaded, ids, shipped.rules)];
}

const shippedFiles = await loadRuleFiles(SHIPPED);

/** What is wrong with the shipped files when one of them says something else; only that one is read again. */
async function problemsAfter(file: string, from: string, to: string): Promise<readonly AgentProblem[]> {
  const dir = await writeFolder({});
  await cp(`${SHIPPED}/rules/${file}`, `${dir}/rules/${file}`);
  await editFile(dir, `rules/${file}`, [from, to]);
  const { parts, places, problems } = await loadRuleFiles(dir);
  const part = partOf(file);
  const { [part]: _shipped, ...others } = shippedFiles.parts;
  const loaded = {
    parts: { ...others, ...parts },
    places: { ...shippedFiles.places, [part]: places[part] },
  };
  const own = problems.filter((problem) => problem.file === places[part].file);
  return [...own, ...checkPlaybook({ ...loaded, problems: own }, ids, shipped.rules)];
}

function partOf(file: string): PlaybookPart {
  const found = (Object.keys(RULE_FILES) as PlaybookPart[]).find((part) => RULE_FILES[part].file === file);
  if (found === undefined) throw new Error(`${file} is no rule file`);
  return found;
}

test("the shipped rule files have no problems", async () => {
  const loaded = await loadRuleFiles(SHIPPED);

  expect(await problemsIn(SHIPPED)).toEqual([]);
  expect(toPlaybook(loaded.parts)).toEqual(shipped.playbook);
});

test.each([
  [
    "an unknown agent in a pattern",
    "patterns.yaml",
    "agent: test_utilities_specialist, duty: tests the fix",
    "agent: test_utility, duty: tests the fix",
    "taskPatterns.emergency_response.stages.validation.agents.1.agent",
  ],
  [
    "an unknown hook",
    "patterns.yaml",
    "hooks: [ERROR_DETECTION, BLOCKER_ESCALATION]",
    "hooks: [ERROR_DETECTION, BLOCKER]",
    "taskPatterns.emergency_response.stages.immediate_response.hooks.2",
  ],
  [
    "a missing gate",
    "patterns.yaml",
    "gates: [commercial_readiness, truth_validation]",
    "gates: [commercial, truth_validation]",
    "taskPatterns.commercial_feature_development.stages.launch.gates.1",
  ],
  [
    "an unknown kind of request in a condition",
    "patterns.yaml",
    "saas_platform_development,",
    "saas_development,",
    "taskPatterns.commercial_feature_development.when.1.requestTypes.1",
  ],
  [
    "an agent nobody has that the model may think needed",
    "analysis.yaml",
    "needed: security_reviewer",
    "needed: nobody",
    "modelFlags.1.needed",
  ],
  [
    "an agent nobody has that a flag asks for",
    "analysis.yaml",
    "security_sensitive: security_reviewer",
    "security_sensitive: nobody",
    "flagDomains.security_sensitive",
  ],
  [
    "an agent with a limit that nobody has",
    "workload.yaml",
    "perPerson: 2",
    "perPerson: 2, byAgent: { nobody: 1 }",
    "wip.byAgent.nobody",
  ],
  [
    "a hook that says nothing of pass or fail",
    "gates.yaml",
    "hook: TRUTH_VALIDATION_CHECK",
    "hook: POST_TASK_CLEANUP",
    "gates.truth_validation.hook",
  ],
  ["an unknown trigger", "gates.yaml", "trigger: quality_concern", "trigger: quality", "rework.trigger"],
  [
    "an unknown reviewer",
    "intersections.yaml",
    "reviewers: [ask, truth_validator]",
    "reviewers: [nobody_at_all, truth_validator]",
    "rows.documentation_api.gate.reviewers.1",
  ],
  [
    "a pseudo agent where work is done",
    "risks.yaml",
    "owner: documentation_writer",
    "owner: orchestrator",
    "risks.R4.owner",
  ],
  ["an unknown KPI", "cadence.yaml", "kpis: [test_pass_rate,", "kpis: [test_rate,", "weeklyReport.kpis.1"],
  ["an unknown component", "request-handling.yaml", "[bitnet-core,", "[bitnet-cor,", "flags.2.components.1"],
  [
    "nobody to ask in an escalation",
    "escalation.yaml",
    "asks: [assignee]",
    "asks: [asignee]",
    "levels.individual.asks.1",
  ],
])("refuses %s", async (_, file, ...[from, to, key]) => {
  const problems = await problemsAfter(file, from, to);

  expect(problems.map((problem) => problem.key)).toContain(key);
  expect(problems).toContainEqual(
    expect.objectContaining({ key, severity: "error", line: expect.any(Number), remedy: expect.any(String) }),
  );
});

test.each([
  ["a threshold above 100", "gates.yaml", "failAbove: 25", "failAbove: 250", "regression.failAbove"],
  ["thresholds the wrong way round", "gates.yaml", "passBelow: 5", "passBelow: 50", "regression.passBelow"],
  ["rework without end", "gates.yaml", "maxAttempts: 3", "maxAttempts: 300", "rework.maxAttempts"],
  [
    "rounds without end",
    "patterns.yaml",
    "maxRounds: 3",
    "maxRounds: 33",
    "taskPatterns.emergency_response.stages.root_cause_analysis.maxRounds",
  ],
  [
    "a near share that lets everybody in",
    "workload.yaml",
    "nearShare: 0.6",
    "nearShare: 0",
    "candidates.nearShare",
  ],
  [
    "a flag that the model raises by a coin",
    "analysis.yaml",
    "atLeast: 0.7",
    "atLeast: 0.2",
    "modelFlags.1.atLeast",
  ],
  ["a weight above 1", "workload.yaml", "success: 0.3", "success: 3", "weights.success"],
  [
    "a prior of more than every try",
    "workload.yaml",
    "done: 4, tried: 5",
    "done: 6, tried: 5",
    "success.prior.done",
  ],
  [
    "a learner who is more experienced",
    "workload.yaml",
    "learnerBelow: 5",
    "learnerBelow: 50",
    "pairing.learnerBelow",
  ],
  [
    "a length of time that is none",
    "triggers.yaml",
    "longerThan: P1D",
    "longerThan: 1 day",
    "triggers.technical_blocker.longerThan",
  ],
  ["levels that get shorter", "escalation.yaml", "until: P3D", "until: PT1H", "levels.cross_team.until"],
  [
    "a level that is missing",
    "coordination.yaml",
    "level: high, title",
    "level: simple, title",
    "strategies",
  ],
  ["a row that is there twice", "skills.yaml", "id: ui_ux,", "id: devops,", "skills.devops"],
  [
    "a pattern that is there twice",
    "patterns.yaml",
    "id: cross_domain_development",
    "id: emergency_response",
    "taskPatterns.emergency_response.id",
  ],
  ["a share above 100 %", "kpis.yaml", "value: 90", "value: 900", "kpis.code_coverage.target.value"],
  [
    "an unknown key",
    "patterns.yaml",
    "reworks: fix_development",
    "rework: fix_development",
    "taskPatterns.emergency_response.stages.validation.rework",
  ],
  [
    "a plan that ends before it begins",
    "checklists.yaml",
    "from: 4, to: 5",
    "from: 5, to: 4",
    "checklists.commercial_week_1.items.business_intelligence.days.to",
  ],
  ["a flag without a row", "request-handling.yaml", "flag: emergency", "flag: user_facing", "flags"],
])("refuses %s at load", async (_, file, ...[from, to, key]) => {
  const problems = await problemsAfter(file, from, to);

  expect(problems).toContainEqual(
    expect.objectContaining({ key, severity: "error", line: expect.any(Number) }),
  );
});

test.each([
  [
    "a cycle",
    "needs: [root_cause_analysis]",
    "needs: [root_cause_analysis, validation]",
    "taskPatterns.emergency_response.stages.fix_development.needs",
    /fix_development waits for validation waits for fix_development/u,
  ],
  [
    "a stage that is not there",
    "needs: [fix_development]",
    "needs: [fix_developmnt]",
    "taskPatterns.emergency_response.stages.validation.needs.1",
    /does not have\. Did you mean "fix_development"\?/u,
  ],
  [
    "a fix that is deployed before it is validated",
    "needs: [validation]\n",
    "needs: [fix_development]\n",
    "taskPatterns.emergency_response.stages.deployment.needs",
    /deploys before .* is validated/u,
  ],
  [
    "rework of what does not come before",
    "reworks: fix_development",
    "reworks: deployment",
    "taskPatterns.emergency_response.stages.validation.reworks",
    /does not come before this stage/u,
  ],
  [
    "an agent that reviews its own work",
    "agent: rust_best_practices_specialist, duty: reviews the quality of the fix",
    "agent: code, duty: reviews the quality of the fix",
    "taskPatterns.emergency_response.stages.fix_development.agents.2.agent",
    /lets "code" judge its own work in "fix_development"/u,
  ],
  [
    "an agent that gates work it did in an earlier stage",
    "agent: truth_validator, duty: confirms that the fault is gone",
    "agent: code, duty: confirms that the fault is gone",
    "taskPatterns.emergency_response.stages.validation.agents.2.agent",
    /lets "code" judge its own work in "fix_development"/u,
  ],
  [
    "a gate that decides nothing",
    "gates: [testing, truth_validation]",
    "gates: []",
    "taskPatterns.emergency_response.stages.validation.gates",
    /names no gate/u,
  ],
])("refuses %s in a pattern", async (_, ...[from, to, key, text]) => {
  const problems = await problemsAfter("patterns.yaml", from, to);

  const found = problems.find((problem) => problem.key === key);
  expect(found && formatProblem(found)).toMatch(text);
  expect(found?.line).toBeGreaterThan(1);
});

test("refuses an intersection whose gate is the agent that leads", async () => {
  const problems = await problemsAfter(
    "intersections.yaml",
    "reviewers: [project_research,",
    "reviewers: [architect,",
  );

  expect(problems).toEqual([
    expect.objectContaining({
      key: "rows.architecture_implementation.gate.reviewers.1",
      message: 'lets "architect" judge its own work.',
    }),
  ]);
});

test("refuses a gate with a single reviewer", async () => {
  const problems = await problemsAfter(
    "gates.yaml",
    "reviewers: [architect, debug, truth_validator]",
    "reviewers: [architect]",
  );

  expect(problems.map((problem) => problem.key)).toContain("gates.integration.reviewers");
});

test("refuses a gate all of whose reviewers work on the stage", async () => {
  const problems = await problemsAfter(
    "gates.yaml",
    "reviewers: [test_utilities_specialist, error_handling_specialist, truth_validator]",
    "reviewers: [test_utilities_specialist, debug]",
  );

  expect(problems.map((problem) => problem.key)).toEqual([
    "taskPatterns.critical_infrastructure_change.stages.validation_team.gates.1",
  ]);
});

test("refuses a gate hook that no gate carries out", async () => {
  const problems = await problemsAfter(
    "gates.yaml",
    "hook: COMMERCIAL_PERFORMANCE_VALIDATION",
    "hook: CODE_QUALITY_GATE",
  );

  expect(problems.map(formatProblem)).toEqual([
    expect.stringMatching(
      /gates\.yaml:\d+ gates: has no gate for the hook "COMMERCIAL_PERFORMANCE_VALIDATION"/u,
    ),
  ]);
});

test("an agent may not be called like a selector", async () => {
  const loaded = await loadRuleFiles(SHIPPED);

  const problems = checkPlaybook(loaded, [...ids, "domain_primary"], shipped.rules);

  expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(/as a selector/u)]);
});

test("hooks that wait for each other are refused", async () => {
  const problems = await problemsAfter(
    "hook-flow.yaml",
    "hook: PRE_TASK_VALIDATION, waitsFor: [PRE_TASK_SETUP]",
    "hook: POST_TASK_VALIDATION, waitsFor: [POST_TASK_CLEANUP]",
  );

  expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(/can never run/u)]);
});

test("a missing file and a misspelt one are told together", async () => {
  const dir = await copyShipped();
  await rm(`${dir}/rules/gates.yaml`);
  await writeFile(`${dir}/rules/gate.yaml`, "gates: []\n");

  const { set, problems } = await readDefinitions(dir);

  expect(set).toBeUndefined();
  expect(problems.map((problem) => [problem.severity, formatProblem(problem)])).toEqual([
    ["warning", expect.stringMatching(/gate\.yaml: is no rule file.*Did you mean "gates\.yaml"/u)],
    ["error", expect.stringMatching(/gates\.yaml: cannot be read/u)],
  ]);
});

test("problems of the agents, the rules and all rule files come in one list", async () => {
  const dir = await copyShipped();
  await editFile(dir, "rules/gates.yaml", ["failAbove: 25", "failAbove: 250"]);
  await editFile(dir, "rules/risks.yaml", ["owner: debug", "owner: debugg"]);
  await editFile(dir, "orchestrator.md", [
    "primary: debug, secondary: code }",
    "primary: debugg, secondary: code }",
  ]);

  const { problems } = await readDefinitions(dir);

  expect(problems.map((problem) => problem.key)).toEqual([
    "taskAssignment.bug_fixes_debugging.primary",
    "regression.failAbove",
    "risks.R1.owner",
  ]);
});
