import { describe, expect, test } from "vitest";
import type { AgentResult } from "../../src/tasks/task.ts";
import { shipped } from "../orchestration/shipped.ts";
import { approve, openGatedWork, WORK } from "./gated-work.ts";
import type { GatedWork } from "./gated-work.ts";
import { aStage } from "./plan-kit.ts";

const JUNIT = { format: "junit", file: "results.xml" } as const;
const TESTS = "node --test --test-reporter=junit --test-reporter-destination=results.xml";
const COMMANDS = {
  build: "node --check lib.mjs",
  lint: "node lint.mjs",
  test: TESTS,
  docs: "node docs.mjs",
  bench: "node bench.mjs",
};

/** A small project whose commands do what they say; a broken one does it badly. */
const SOUND = {
  "lib.mjs": "/** Adds. */\nexport function add(a, b) { return a + b; }\n",
  "lib.test.mjs": [
    'import assert from "node:assert"; import { test } from "node:test"; import { add } from "./lib.mjs";',
    'test("adds", () => assert.strictEqual(add(1, 1), 2));',
  ].join("\n"),
  "lint.mjs":
    'import { readFileSync } from "node:fs"; process.exit(/\\bvar\\b/.test(readFileSync("lib.mjs", "utf8")) ? 1 : 0);',
  "docs.mjs":
    'import { readFileSync } from "node:fs"; process.exit(/^\\/\\*\\*/.test(readFileSync("lib.mjs", "utf8")) ? 0 : 1);',
  "bench.mjs": 'console.log(JSON.stringify([{ name: "add", value: 100, unit: "ns" }]));',
};
const BROKEN = {
  syntax: { "lib.mjs": "/** Adds. */ export function add(a, b { return a + b; }\n" },
  style: { "lib.mjs": "/** Adds. */\nvar one = 1; export function add(a, b) { return a + b * one; }\n" },
  sum: { "lib.mjs": "/** Adds. */\nexport function add(a, b) { return a - b; }\n" },
  words: { "lib.mjs": "export function add(a, b) { return a + b; }\n" },
};

/** As an agent claims it: with evidence that anybody can look at. */
const CLAIMED: AgentResult = {
  ...WORK,
  handoff: { evidence: [{ kind: "reference", title: "the change", target: "lib.mjs", line: 2 }] },
};

/** What fails is not tried again. */
const ONCE = { maxHops: 12, sameHandoff: 3, gateAttempts: 1, trigger: "quality_concern" };

async function judge(gate: string, world: GatedWork = {}, limits = ONCE) {
  const kit = openGatedWork({
    commands: COMMANDS,
    results: JUNIT,
    review: approve,
    work: () => CLAIMED,
    ...world,
    files: { ...SOUND, ...world.files },
  });
  const task = await kit.start("T1", [aStage("build", ["code"], { gates: [gate] })], { limits });
  const [stage] = task.plan.stages;
  const card = (await kit.posts()).find((text) => text.includes("Report card")) ?? "";
  return { kit, task, stage, report: stage?.reports.at(-1), card };
}

// What runs by itself, and who is asked about the rest: nobody who did the work.
const GATES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["code_quality", ["build", "lint"], ["practice"]],
  ["testing", ["test"], ["tests_new"]],
  ["documentation", ["docs"], ["docs_true"]],
  ["integration", ["build", "test"], ["api_stable"]],
  ["truth_validation", [], ["claims", "results", "history", "judgement"]],
  ["commercial_readiness", ["docs", "test"], ["onboarding", "security"]],
];

describe("the shipped gate", () => {
  test("is tried here, each of them", () => {
    const ids = shipped.playbook.gates.gates.map(({ id }) => id);

    expect([...GATES.map(([id]) => id), "performance"].toSorted()).toEqual(ids.toSorted());
  });

  test.each(GATES)("%s passes with the commands of the workspace and a reviewer", async (...gate) => {
    const [id, commands, reviewed] = gate;

    const { kit, task, report, card } = await judge(id);

    expect(task.state).toBe("done");
    expect(report).toMatchObject({ id, verdict: "passed", attempt: 1 });
    expect((await kit.measurements.all()).map(({ kind }) => kind)).toEqual(commands);
    expect(kit.asked.map(({ check }) => check)).toEqual(reviewed);
    expect(kit.asked.map(({ reviewer }) => reviewer)).not.toContain("code");
    for (const { reviewer } of kit.asked) expect(card).toContain(reviewer);
    for (const command of commands) expect(card).toContain(COMMANDS[command as keyof typeof COMMANDS]);
  });

  test.each(GATES)("%s leaves the work open while nobody has looked", async (...gate) => {
    const { task, stage, report } = await judge(gate[0], { review: () => ({ kind: "pending" }) });

    expect([task.state, stage?.state]).toEqual(["running", "awaiting_approval"]);
    expect(report).toMatchObject({ verdict: "needs_review" });
    expect(report?.reviewers.length).toBeGreaterThan(0);
  });

  test.each(GATES)("%s is done by no sentence: without commands every check asks", async (...gate) => {
    const [id] = gate;
    const required = shipped.playbook.gates.gates.find((one) => one.id === id)?.checks ?? [];

    const { kit, stage } = await judge(id, {
      commands: {},
      work: () => WORK,
      review: () => ({ kind: "pending" }),
    });

    expect(stage?.state).not.toBe("done");
    const claims = required.filter(({ by }) => by === "evidence").length;
    expect(kit.asked.length).toBeGreaterThanOrEqual(required.filter((one) => one.required).length - claims);
  });

  test.each([
    ["code_quality", "does not compile", BROKEN.syntax, "node --check lib.mjs"],
    ["code_quality", "is untidy", BROKEN.style, "node lint.mjs"],
    ["testing", "fails its tests", BROKEN.sum, "adds"],
    ["documentation", "is not documented", BROKEN.words, "node docs.mjs"],
    ["integration", "fails the tests of the whole", BROKEN.sum, "adds"],
    ["commercial_readiness", "fails its acceptance tests", BROKEN.sum, "adds"],
  ])("%s fails what %s, and says so with its evidence", async (gate, _, files, shown) => {
    const { report, card } = await judge(gate, { files });

    expect(report).toMatchObject({ verdict: "failed", attempt: 1 });
    expect(card).toContain("Report card**: failed");
    expect(card).toContain(shown);
  });

  test("truth_validation fails a claim that its own evidence refutes", async () => {
    const refuted = { kind: "command", title: "tests", command: "make test", exitCode: 2, durationMs: 1 };

    const { report, card } = await judge("truth_validation", {
      work: () => ({ ...WORK, handoff: { evidence: [refuted] } }),
    });

    expect(report).toMatchObject({ verdict: "failed" });
    expect(card).toContain("make test ended with 2");
  });

  test("truth_validation fails a claim that nothing shows", async () => {
    const { report } = await judge("truth_validation", { work: () => WORK });

    expect(report).toMatchObject({ verdict: "failed" });
    expect(report?.summary).toContain("1 of 1 claims are not shown.");
  });

  test("performance asks without a baseline, and passes by it from then on", async () => {
    const { kit, stage, card } = await judge("performance", { review: () => ({ kind: "pending" }) });
    expect(stage?.state).toBe("awaiting_approval");
    expect(card).toContain("no baseline");
    await kit.happen("T1", { type: "stage.approved", stage: "build", by: "ana" });

    const next = await kit.start("T2", [aStage("build", ["code"], { gates: ["performance"] })]);

    expect(next.plan.stages[0]?.reports).toMatchObject([{ id: "performance", verdict: "passed" }]);
  });
});

test("a reviewer who did the work is passed over for the next", async () => {
  const [first, second] =
    shipped.playbook.gates.gates.find(({ id }) => id === "documentation")?.reviewers ?? [];
  const kit = openGatedWork({ files: SOUND, commands: COMMANDS, results: JUNIT, review: approve });

  await kit.start("T1", [aStage("build", [first ?? ""], { gates: ["documentation"] })]);

  expect(kit.asked.map(({ reviewer }) => reviewer)).toEqual([second]);
});

test("an answer by whoever did the work counts for nothing", async () => {
  const self = () => ({ kind: "approved", by: "code", comment: "mine is fine" }) as const;

  const { stage } = await judge("code_quality", { review: self });

  expect(stage?.state).toBe("awaiting_approval");
});

test("work that fails its gate goes back with the reasons, passes when it is mended, and each try has its card", async () => {
  let tries = 0;
  const { kit, task } = await (async () => {
    const opened = openGatedWork({
      files: { ...SOUND, ...BROKEN.sum },
      commands: COMMANDS,
      results: JUNIT,
      review: approve,
      work: () => {
        tries += 1;
        if (tries === 2) opened.write("lib.mjs", SOUND["lib.mjs"]);
        return CLAIMED;
      },
    });
    return {
      kit: opened,
      task: await opened.start("T1", [aStage("build", ["code"], { gates: ["testing"] })]),
    };
  })();

  const posts = await kit.posts();
  const heads = posts.flatMap((text) => /^\*\*Report card\*\*: \w+/gmu.exec(text)?.[0] ?? []);
  expect([tries, task.state]).toEqual([2, "done"]);
  expect(heads).toEqual(["**Report card**: failed", "**Report card**: passed"]);
  expect(posts.join("\n")).toContain("asks for changes in “build”: Testing: 0 passed, 1 failed");
  expect(task.plan.stages[0]?.reports.map(({ attempt, verdict }) => [attempt, verdict])).toEqual([
    [1, "failed"],
    [2, "passed"],
  ]);
});

test("work that fails three times is not tried a fourth time: somebody above is called, by the rule's trigger", async () => {
  const { maxAttempts, trigger } = shipped.playbook.gates.rework;
  const limits = { ...ONCE, gateAttempts: maxAttempts, trigger };
  const { kit, task } = await judge("testing", { files: BROKEN.sum }, limits);

  expect(task).toMatchObject({ state: "failed", error: { code: "workflow.limit" } });
  expect(task.plan.stages[0]?.reports).toHaveLength(maxAttempts);
  const escalated = await kit.events("task.escalated");
  expect(escalated.map(({ data }) => data)).toEqual([{ stage: "build", trigger }]);
});

test("a person's approval is written into the report as theirs", async () => {
  const { kit } = await judge("documentation", { review: () => ({ kind: "pending" }) });

  const task = await kit.happen("T1", { type: "stage.approved", stage: "build", by: "ana" });

  expect(task.state).toBe("done");
  expect(task.plan.stages[0]?.reports).toMatchObject([{ verdict: "passed", reviewers: ["ana"] }]);
  expect((await kit.posts()).join("\n")).toContain("Documentation (build, ana): passed. ana approved.");
});
