import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { decideByPerson } from "../../src/conversation/decide-effect-by-person.ts";
import { readEffect } from "../../src/effects/effect-store.ts";
import { runEffect } from "../../src/effects/run-effect.ts";
import { openGates } from "../../src/entry/open-gates.ts";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import type { ToolOutcome } from "../../src/execution/tool.ts";
import { createRunProcess } from "../../src/process/run-process.ts";
import { createStageChecks } from "../../src/workflow/create-stage-checks.ts";
import { createPermissions } from "../../src/permissions/create-permissions.ts";
import { createConversation, takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { createExecution, teamTask } from "../execution/execution-kit.ts";
import { makeAgent, makeCatalogue } from "../execution/brief-kit.ts";
import { shipped } from "../orchestration/shipped.ts";
import { call, openKit } from "./tools-kit.ts";
import type { Kit } from "./tools-kit.ts";
import { changesBetween, fingerprint, git, makeRepository } from "./team-repository.ts";

const CONFIG = `  commands:
    test: node --test --test-reporter=tap
permissions:
  effects: [ada]
people:
  - { id: ada, name: Ada, accounts: { console: U7 } }
`;
const JOB = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };
/** What a new branch adds to a repository, and nothing else. */
const NEW_BRANCH = /\/\.git\/(?:objects\/|(?:logs\/)?refs\/heads\/switchyard\/)/u;
const FIX =
  "--- a/src/sum.mjs\n+++ b/src/sum.mjs\n@@ -1,3 +1,3 @@\n export function sum(a, b) {\n-  return a - b;\n+  return a + b;\n }\n";

/** What a model would ask for, one call after the other. */
const SCRIPT: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["run_command", { command: "test" }],
  ["read_file", { path: "src/sum.mjs" }],
  ["apply_patch", { patch: FIX }],
  ["run_command", { command: "test" }],
  ["git_branch", { message: "Add instead of subtract" }],
];

/** Runs the assignment of the task as a worker does, with an agent that follows the script up to a step. */
async function work(kit: Kit, steps: number): Promise<ToolOutcome[]> {
  const outcomes: ToolOutcome[] = [];
  const tools = SCRIPT.map(([name]) => name);
  const { deps } = createExecution();
  await runAssignment(
    { taskId: "T1", assignmentId: "s1-debug", round: 1 },
    {
      ...deps,
      store: kit.store,
      agents: () => makeCatalogue(makeAgent({ id: "debug", tools })),
      runner: {
        name: "scripted",
        async run(run: AgentRun) {
          for (const [name, input] of SCRIPT.slice(0, steps))
            outcomes.push(await call(kit, name, input, run));
          return { summary: "fixed", body: "The sum is a sum.", madeBy: "scripted" };
        },
      },
    },
    JOB,
  );
  return outcomes;
}

/** What the gate for tests says about the work so far. */
async function judge(kit: Kit): Promise<string> {
  const { settings, placeOf, store } = kit;
  const parts = { settings, definitions: { current: () => shipped }, clock: systemClock, store };
  const runProcess = createRunProcess({ clock: systemClock });
  const askReviewer = async () => ({ kind: "pending" }) as const;
  const checks = createStageChecks({
    gates: () => shipped.playbook.gates.gates,
    gateDeps: () => openGates({ ...parts, runProcess, askReviewer }),
    placeOf,
    runHooks: async () => [],
  });
  const task = (await store.tasks.get("T1")) ?? kit.task;
  const [stage] = task.plan.stages;
  if (stage === undefined) throw new Error("the plan has no stage");
  const judged = { ...stage, gates: ["testing"] };
  const results = await store.tasks.results("T1");
  const verdict = await checks.judge({ task, stage: judged, results, attempt: 1, signal: JOB.signal });
  return verdict.card ?? "";
}

async function say(kit: Kit, from: { readonly id: string; readonly name?: string }): Promise<string> {
  const { store, settings } = kit;
  const { deps } = createConversation();
  const permissions = createPermissions(settings.config.permissions, settings.config.people);
  const word = { taskId: "T1", id: "e1", accepted: true, reason: "" };
  return decideByPerson({ platform: "console", from }, word, {
    ...deps,
    store,
    clock: systemClock,
    permissions,
  });
}

test("a failing test is fixed in a worktree, judged by a gate, approved and made a branch; the checkout stays as it is", async () => {
  const workspace = makeRepository();
  const before = fingerprint(workspace);
  const kit = await openKit({ workspace, config: CONFIG, task: teamTask("T1") });
  const { store } = kit;

  const outcomes = await work(kit, SCRIPT.length);

  const [red, source, patched, green, asked] = outcomes;
  expect(red).toMatchObject({ step: "ran test: failed", evidence: [{ counts: { passed: 0, failed: 1 } }] });
  expect(source?.text).toContain("2\t  return a - b;");
  expect(patched).toMatchObject({ changed: ["src/sum.mjs"] });
  expect(green).toMatchObject({ evidence: [{ exitCode: 0, counts: { passed: 1, failed: 0 } }] });
  expect(asked?.text).toContain("Nothing has happened yet");
  expect(await judge(kit)).toContain("1 passed, 0 failed");
  const card = textsOf(await takeDeliveries(store)).find((text) => text.includes("asks to")) ?? "";
  expect(card).toContain("-  return a - b;\n+  return a + b;");
  expect(card).toContain("/approve T1 e1");
  expect(fingerprint(workspace)).toEqual(before);

  expect(await say(kit, { id: "U9" })).toContain("takes the permission `effects`");
  expect(await say(kit, { id: "U7", name: "Ada" })).toContain("Ada approved `e1`");
  await runEffect({ taskId: "T1", effectId: "e1", attempt: 1 }, kit.effects, JOB);

  expect((await readEffect({ taskId: "T1", id: "e1" }, store))?.effect.state).toBe("done");
  expect(git(workspace, "show", "switchyard/T1:src/sum.mjs")).toContain("return a + b;");
  expect(git(workspace, "log", "--format=%s", "-2", "switchyard/T1")).toBe(
    "Add instead of subtract\nAdd sums\n",
  );
  expect(readFileSync(join(workspace, "src/sum.mjs"), "utf8")).toContain("return a - b;");
  const { gone, added } = changesBetween(before, fingerprint(workspace));
  expect(gone).toEqual([]);
  expect(added.filter((entry) => !NEW_BRANCH.test(entry))).toEqual([]);
  const types = (await store.events.ofTask("T1")).map(({ type }) => type);
  expect(types.filter((type) => type.startsWith("effect."))).toEqual([
    "effect.proposed",
    "effect.approved",
    "effect.started",
    "effect.done",
  ]);
});

test("the gate fails while the test does", async () => {
  const kit = await openKit({ config: CONFIG, task: teamTask("T1") });

  await work(kit, 1);

  expect(await judge(kit)).toContain("0 passed, 1 failed");
});
