import { expect, test } from "vitest";
import { parseYaml } from "../../src/config/parse-yaml.ts";
import { formatProblem } from "../../src/config/problem.ts";
import type { Post } from "../../src/simulate/format-post.ts";
import { runScenario } from "../../src/simulate/run-scenario.ts";
import type { Stage } from "../../src/simulate/run-scenario.ts";
import { Scenario } from "../../src/simulate/scenario.ts";

/** A stage without a bot behind it: it repeats what is said, and writes down what is asked of it. */
function createFakeStage() {
  let nowMs = Date.parse("2031-03-03T00:00:00.000Z");
  const posts: Post[] = [];
  const done: string[] = [];
  const stage: Stage = {
    now: () => nowMs,
    async passTo(ms) {
      nowMs = Math.max(nowMs, ms);
    },
    settle: async () => undefined,
    async say({ by, in: place, text }) {
      const choices = text.endsWith("?") ? [{ value: "y", label: "Yes" }] : [];
      posts.push({
        id: `p${posts.length}`,
        atMs: nowMs,
        place,
        text: `${by} said ${text}`,
        choices,
        privateTo: undefined,
      });
    },
    async choose(by, place, option) {
      done.push(`${by} ${place} ${option}`);
      return option === "Yes" ? "chosen" : "no_such_option";
    },
    async log({ type, data }) {
      done.push(`${type} ${JSON.stringify(data)}`);
    },
    posts: () => posts,
    statusOf: () => "done",
    work: {
      fail: (agent, { tries }) => done.push(`${agent} fails ${tries}`),
      deliver: (agent, { text }) => done.push(`${agent} delivers ${text}`),
    },
  };
  return { stage, done };
}

function scenario(steps: string): Scenario {
  const parsed = parseYaml({ file: "s.yaml", text: `title: A week\nsteps:\n${steps}` }, Scenario);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.value;
}

async function play(steps: string, full = false) {
  const { stage, done } = createFakeStage();
  const printed: string[] = [];
  const played = await runScenario(scenario(steps), stage, { print: (text) => printed.push(text), full });
  return { played, done, printed };
}

test("plays steps at their moments and prints what was posted, with virtual times", async () => {
  const { played, printed } = await play(`
  - { at: Mon 09:00, say: { by: ana, in: pool, text: "fix it?" } }
  - { wait: P1D }
  - { say: { by: ben, in: pool, text: thanks } }
  - { expect: { in: pool, says: [fix it, thanks], status: done } }
`);

  expect(played).toEqual({ expected: 1, failed: 0 });
  expect(printed).toEqual([
    "A week",
    "Mon 03-03 09:00  pool · ana: fix it?",
    "Mon 03-03 09:00  pool · switchyard: ana said fix it?\n    [1] Yes",
    "Tue 03-04 09:00  pool · ben: thanks",
    "Tue 03-04 09:00  pool · switchyard: ben said thanks",
    'Tue 03-04 09:00  ✓ pool says "fix it" and "thanks", is done',
    "All 1 expectations came true.",
  ]);
});

test("hands failures, deliveries, choices and events on", async () => {
  const { done } = await play(`
  - { fail: { agent: code, tries: 2 } }
  - { deliver: { agent: code, text: the fix } }
  - { choose: { by: ana, in: pool, option: "Yes" } }
  - { happen: { type: test.failed, data: { test: a, more: b } } }
`);

  expect(done).toEqual(["code fails 2", "code delivers the fix", "ana pool Yes", 'test.failed {"test":"a"}']);
});

test("goes on after what does not come true, and counts it", async () => {
  const { played, printed } = await play(`
  - { expect: { says: [nothing like it] } }
  - { choose: { by: ana, in: pool, option: "No" } }
  - { happen: { type: test.failed, data: { tset: a } } }
  - { expect: { never: [nothing like it] } }
`);

  expect(played).toEqual({ expected: 2, failed: 3 });
  expect(printed).toContain('Mon 03-03 00:00  ✗ step 1: nothing in any place says "nothing like it".');
  expect(printed).toContain('Mon 03-03 00:00  ✗ step 2: pool has no such option "No".');
  expect(printed).toContain("Mon 03-03 00:00  ✗ step 3: the data of test.failed do not fit.");
  expect(printed.at(-1)).toBe("3 did not come true.");
});

test("cuts long posts unless all is wanted", async () => {
  const steps = '  - { say: { by: ana, in: pool, text: "1\\n2\\n3\\n4\\n5\\n6\\n7\\n8" } }\n';

  expect((await play(steps)).printed[2]).toMatch(/\n {4}6\n {4}… 2 more lines$/u);
  expect((await play(steps, true)).printed[2]).toMatch(/\n {4}8$/u);
});

test.each([
  ["a step that does nothing", "  - { at: Mon 09:00 }", "steps.1: has not exactly one thing to do."],
  [
    "a step that does two things",
    "  - { wait: P1D, say: { by: a, in: b, text: c } }",
    "has not exactly one thing to do.",
  ],
  ["a moment that is none", "  - { at: Monday 9, wait: P1D }", "a moment such as Mon 09:00"],
  ["an expectation of nothing", "  - { expect: { in: pool } }", "expects nothing."],
  ["an event that nobody reads", "  - { happen: { type: task.done, data: {} } }", "steps.1.happen.type"],
])("refuses %s with its line", (_, steps, message) => {
  expect(() => scenario(`${steps}\n`)).toThrow(message);
  expect(() => scenario(`${steps}\n`)).toThrow("s.yaml:3");
});
