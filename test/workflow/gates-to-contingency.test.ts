import { describe, expect, test } from "vitest";
import { noteConflicts } from "../../src/risks/note-conflicts.ts";
import { noteSlips } from "../../src/risks/note-slips.ts";
import { shipped } from "../orchestration/shipped.ts";
import { roadmapOf } from "../roadmap/sample-roadmap.ts";
import { aTask } from "../store-contract/samples.ts";
import { DAY } from "../store-contract/contract-kit.ts";
import { approve, openGatedWork } from "./gated-work.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";

const TEST = "node --test --test-reporter=tap";

function testFile(sum: number): string {
  return [
    'import assert from "node:assert"; import { test } from "node:test";',
    `test("adds", () => assert.strictEqual(1 + 1, ${sum}));`,
    'test("holds", () => assert.ok(true));',
  ].join("\n");
}

function figures(value: number): string {
  return JSON.stringify([{ name: "alloc_small", value, unit: "ns" }]);
}

function aBenchmark(value: number) {
  return openGatedWork({
    files: { "figures.json": figures(value) },
    commands: { bench: "node -p \"fs.readFileSync('figures.json', 'utf8')\"" },
  });
}

const tested = () => [aStage("build", ["code"], { gates: ["testing"], maxRounds: 3 })];
const measured = () => [aStage("build", ["code"], { gates: ["performance"], maxRounds: 3 })];

describe("a test that a gate saw fail", () => {
  test("is put to people when it has failed for longer than a week, and counts from the first time", async () => {
    const kit = openGatedWork({ files: { "sum.test.mjs": testFile(3) }, commands: { test: TEST } });

    const task = await kit.start("T1", tested());

    expect(task.state).toBe("failed");
    expect((await kit.events("test.failed")).map(({ data, taskId }) => ({ ...data, taskId }))).toEqual([
      { test: "adds", run: "T1.build.a1", since: "2031-03-03T09:00:00.000Z", taskId: "T1" },
    ]);
    kit.clock.advance(7 * DAY);
    expect(await kit.proposals()).toEqual([]);
    kit.clock.advance(1);
    expect(await kit.proposals()).toEqual([
      expect.stringMatching(/adds \(it fails, since 2031-03-03\)[^]*architecture[^]*architect/u),
    ]);
  });

  test("is forgotten when a later gate sees it pass", async () => {
    const kit = openGatedWork({
      files: { "sum.test.mjs": testFile(3) },
      commands: { test: TEST },
      review: approve,
    });
    await kit.start("T1", tested());
    kit.clock.advance(6 * DAY);
    kit.write("sum.test.mjs", testFile(2));

    const task = await kit.start("T2", tested());

    expect(task.state).toBe("done");
    expect((await kit.events("test.passed")).map(({ data }) => data)).toEqual([
      { test: "adds", run: "T2.build.a1" },
    ]);
    kit.clock.advance(30 * DAY);
    expect(await kit.proposals()).toEqual([]);
  });

  test("stays known while the suite breaks without naming it", async () => {
    const kit = openGatedWork({ files: { "sum.test.mjs": testFile(3) }, commands: { test: TEST } });
    await kit.start("T1", tested());
    kit.write("sum.test.mjs", "this is no program");

    await kit.start("T2", tested());

    expect(await kit.events("test.passed")).toEqual([]);
    kit.clock.advance(8 * DAY);
    expect((await kit.proposals()).filter((text) => text.includes("adds"))).toHaveLength(1);
  });
});

describe("a benchmark", () => {
  /** The baseline stands at 100 ns: somebody approved the first figures. */
  async function withBaseline() {
    const kit = aBenchmark(100);
    const first = await kit.start("T1", measured());
    expect(first.plan.stages[0]?.state).toBe("awaiting_approval");
    await kit.happen("T1", { type: "stage.approved", stage: "build", by: "ana" });
    await kit.posts();
    return kit;
  }

  async function baselineOf(kit: Awaited<ReturnType<typeof withBaseline>>): Promise<unknown> {
    const [stored] = [...(await kit.store.documents.list("baseline")).values()];
    return stored === undefined ? undefined : JSON.parse(stored).measurements[0].value;
  }

  test("has no baseline before a person accepts its first figures", async () => {
    const kit = aBenchmark(100);
    await kit.start("T1", measured());
    expect(await baselineOf(kit)).toBeUndefined();

    await kit.happen("T1", { type: "stage.approved", stage: "build", by: "ana" });

    expect(await baselineOf(kit)).toBe(100);
    expect(await kit.store.documents.list("baseline-asked")).toEqual(new Map());
  });

  test("that is a little slower passes and leaves the baseline, and a faster one moves it", async () => {
    const kit = await withBaseline();
    kit.write("figures.json", figures(104));
    const slower = await kit.start("T2", measured());
    expect([slower.state, await baselineOf(kit)]).toEqual(["done", 100]);
    kit.write("figures.json", figures(80));

    const faster = await kit.start("T3", measured());

    expect([faster.state, await baselineOf(kit)]).toEqual(["done", 80]);
    expect(await kit.proposals()).toEqual([]);
  });

  test("between the limits asks, and only an approval moves the baseline", async () => {
    const kit = await withBaseline();
    kit.write("figures.json", figures(118));
    const asked = await kit.start("T2", measured());
    expect(asked.plan.stages[0]?.state).toBe("awaiting_approval");
    expect(await baselineOf(kit)).toBe(100);

    await kit.happen("T2", { type: "stage.refused", stage: "build", by: "ana", reason: "too slow" });
    await kit.happen("T2", { type: "task.cancelled", by: "ana" });
    expect(await baselineOf(kit)).toBe(100);
    expect(await kit.store.documents.list("baseline-asked")).toEqual(new Map());
    await kit.start("T3", measured());
    await kit.happen("T3", { type: "stage.approved", stage: "build", by: "ana" });

    expect(await baselineOf(kit)).toBe(118);
    expect(await kit.proposals()).toEqual([]);
  });

  test("above the limit fails, sends the change back to be taken back, and proposes the rollback", async () => {
    const kit = await withBaseline();
    kit.write("figures.json", figures(131));

    const task = await kit.start("T2", measured());

    expect(task).toMatchObject({ state: "failed", error: { code: "workflow.limit" } });
    const posts = (await kit.posts()).join("\n");
    expect(posts).toContain("Take the change back first.");
    expect(posts).toContain("alloc_small is 31.0 % slower than before.");
    expect((await kit.events("stage.judged")).at(-1)?.data).toMatchObject({
      outcome: "failed",
      rollback: "alloc_small is 31.0 % slower than before.",
    });
    expect(await baselineOf(kit)).toBe(100);
    expect(await kit.proposals()).toEqual([
      expect.stringMatching(
        /alloc_small \(31 % worse: 131 ns against 100 ns[^]*rolled back[^]*performance_/u,
      ),
    ]);
  });
});

test("more tasks than an agent may have in hand bring the plan for cross-training", async () => {
  const kit = openGatedWork({});
  const { wip } = shipped.playbook.workload;
  for (let count = 1; count <= wip.perAgent + 1; count += 1) {
    const { plan } = aPlannedTask([aStage("work", ["code"])]);
    await kit.store.commit({ task: aTask(`T${count}`, { plan }) });
  }

  await noteConflicts({ store: kit.store, wip: () => wip, personBehind: () => undefined });

  expect(await kit.proposals()).toEqual([
    expect.stringMatching(/code: T1 and T2 and T3 and T4 \(all 4 need it[^]*second agent of the skill/u),
  ]);
});

test("a day of the roadmap that passed brings the proposal to move the sprint", async () => {
  const kit = openGatedWork({});
  const { items } = roadmapOf("## Epic 1: Memory\n\n- [ ] 1.1 The pool (due: 2031-03-02)\n");

  await noteSlips({ store: kit.store, clock: kit.clock, items: () => items });

  expect(await kit.proposals()).toEqual([
    expect.stringMatching(/story 1\.1 The pool to 2031-03-03 \(due 2031-03-02[^]*end of the sprint/u),
  ]);
});
