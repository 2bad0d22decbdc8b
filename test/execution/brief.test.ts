import { expect, test } from "vitest";
import { type BriefDeps, createBriefRunner } from "../../src/execution/brief.ts";
import { createWorkspaceSearch } from "../../src/workspace/search-index.ts";
import { makeWorkspace } from "../workspace/make-workspace.ts";
import {
  FakeWorkspaceSearch,
  makeAgent,
  makeAssignment,
  makeCatalogue,
  makePassage,
  makeRun,
  makeTask,
} from "./brief-kit.ts";

const REQUEST = "the allocator test in bitnet-core fails since the last merge, can someone find out why?";

const DEBUG = makeAgent({
  id: "debug",
  title: "Debugging",
  summary: "Reproduces failures and proves their cause.",
  expertise: ["failing tests", "crashes"],
  routesWhen: ["the program crashes", "a test fails and nobody knows why"],
  checklists: [
    { title: "A crash", when: ["panic", "crash"], steps: ["Get the trace.", "Open the line."] },
    {
      title: "A failing test",
      when: ["test fails", "flaky"],
      steps: ["Run it alone with `--exact`.", "Bisect it.", "Name the cause."],
    },
  ],
});
const TESTING = makeAgent({
  id: "test_utilities",
  title: "Testing Infrastructure",
  summary: "Builds harnesses and fixtures.",
  expertise: ["test harness", "fixtures", "coverage"],
  checklists: [
    { title: "A new harness", when: ["harness"], steps: ["List the cases.", "Write the fixture."] },
  ],
});
const SECURITY = makeAgent({
  id: "security",
  title: "Security Review",
  qualityCriteria: ["Every finding has a proof.", "No secret is logged."],
});

const TEAM = [
  makeAssignment("debug", "primary", "leads Debugging (linear)"),
  makeAssignment("test_utilities", "support", "makes the failure repeatable"),
];

function deps(over: Partial<BriefDeps> = {}): BriefDeps {
  return {
    agents: () => makeCatalogue(DEBUG, TESTING, SECURITY),
    search: new FakeWorkspaceSearch([makePassage("bitnet-core/src/pool.rs")]),
    relatedTasks: async () => [],
    commands: { build: "cargo build", test: "cargo test --workspace" },
    workspaceName: "BitNet-Rust",
    modelConfigured: false,
    ...over,
  };
}

async function primaryBrief(text: string, over: Partial<BriefDeps> = {}) {
  const task = makeTask(text, { assignments: TEAM });
  return createBriefRunner(deps(over)).run(makeRun(task, DEBUG, makeAssignment("debug")));
}

test("the lead's brief has all its sections, in the order in which a person needs them", async () => {
  const related = [
    {
      id: "T-7",
      title: "allocator test flaky",
      state: "done",
      updatedAt: "2024-12-24T10:00:00.000Z",
      score: 0.6,
    },
  ] as const;

  const { body, madeBy } = await primaryBrief(REQUEST, { relatedTasks: async () => related });

  expect(madeBy).toBe("brief");
  expect(body).toBe(
    [
      "**No language model is configured**, so no agent has worked on this yet. This brief is what can be said without one.",
      `**The request**\n> ${REQUEST}`,
      "**Who takes it**\n- **Debugging** (`debug`) leads: takes it when a test fails and nobody knows why; 87 % sure\n- **Testing Infrastructure** (`test_utilities`), support: makes the failure repeatable",
      "**Checklist: A failing test**\n1. Run it alone with `--exact`.\n2. Bisect it.\n3. Name the cause.",
      "**Where to look in BitNet-Rust**\n`bitnet-core/src/pool.rs:10-12`\n```rust\nlet a = 1;\nlet b = 2;\nlet c = 3;\n```",
      "**Earlier tasks like this**\n- `T-7` allocator test flaky (done, 2024-12-24)",
      "**Commands to run next**\n- `cargo test --workspace` (test)",
    ].join("\n\n"),
  );
});

test("the summary says what it is and that no model is configured", async () => {
  const { summary } = await primaryBrief(REQUEST);

  expect(summary).toBe(
    "Brief for Debugging with the checklist “A failing test” and 1 place to look in BitNet-Rust. No language model is configured, so nobody has worked on it yet.",
  );
});

test("leaves out sections that have nothing to say", async () => {
  const { body } = await primaryBrief(REQUEST, { commands: {} });

  expect(body).not.toContain("Earlier tasks");
  expect(body).not.toContain("Commands");
});

test("says that a person chose the agent when one did", async () => {
  const task = makeTask(REQUEST, { assignments: TEAM, decidedBy: "override" });

  const { body } = await createBriefRunner(deps()).run(makeRun(task, DEBUG, makeAssignment("debug")));

  expect(body).toContain("; a person asked for this agent");
  expect(body).not.toContain("% sure");
});

test("names an agent that is no longer loaded by its id", async () => {
  const { body } = await primaryBrief(REQUEST, { agents: () => makeCatalogue(DEBUG) });

  expect(body).toContain("- `test_utilities`, support: makes the failure repeatable");
});

test("shows why the workspace could not be searched", async () => {
  const problem = "The workspace folder does not exist.";
  const search = new FakeWorkspaceSearch([], { fileCount: 0, notes: [], problem });

  const { body } = await primaryBrief(REQUEST, { search });

  expect(body).toContain(`**Where to look in BitNet-Rust**\n${problem}`);
});

test("says so when nothing in the workspace fits, and shows the limits of the search", async () => {
  const nothing = await primaryBrief(REQUEST, { search: new FakeWorkspaceSearch() });
  const limited = await primaryBrief(REQUEST, {
    search: new FakeWorkspaceSearch([makePassage("a.rs")], {
      fileCount: 2,
      notes: ["Only the first 2 files."],
    }),
  });

  expect(nothing.body).toContain("Nothing in its 1,234 files shares the words of this request.");
  expect(limited.body).toContain("```\n*Only the first 2 files.*");
});

test("leaves out places that fit much worse than the best one", async () => {
  const search = new FakeWorkspaceSearch([
    makePassage("a.rs", { score: 100 }),
    makePassage("b.rs", { score: 20 }),
  ]);

  const { body } = await primaryBrief(REQUEST, { search });

  expect(body).toContain("`a.rs:10-12`");
  expect(body).not.toContain("b.rs");
});

test("names places for whose excerpt there is no room", async () => {
  const excerpt = Array.from({ length: 8 }, (_, at) => `let value_${at} = ${"x".repeat(90)};`).join("\n");
  const passages = ["a.rs", "b.rs", "c.rs", "d.rs", "e.rs"].map((path) => makePassage(path, { excerpt }));

  const { body } = await primaryBrief(REQUEST, { search: new FakeWorkspaceSearch(passages) });

  expect(body.match(/```rust/gu)).toHaveLength(3);
  expect(body).toContain("Also: `d.rs:10-12`, `e.rs:10-12`");
  expect(body.length).toBeLessThanOrEqual(3_500);
});

test("an excerpt with fences of its own stays inside its block", async () => {
  const passage = makePassage("guide.md", { excerpt: "Run:\n```sh\nmake\n```" });

  const { body } = await primaryBrief(REQUEST, { search: new FakeWorkspaceSearch([passage]) });

  expect(body).toContain("````markdown\nRun:\n```sh\nmake\n```\n````");
});

test("nothing that people or files wrote mentions anybody", async () => {
  const attack = "@everyone @here <!channel> <!subteam^S1> <@U1>";
  const related = [
    { id: "T-7", title: attack, state: "done", updatedAt: "2024-12-24T10:00:00.000Z", score: 1 },
  ] as const;

  const { body } = await primaryBrief(`${attack} the test fails`, {
    relatedTasks: async () => related,
    search: new FakeWorkspaceSearch([makePassage("a.md", { excerpt: attack })]),
    commands: { test: `echo ${attack}` },
    workspaceName: attack,
  });

  expect(body).not.toMatch(/@(?:everyone|here|channel)|<@|<!/u);
  expect(body.match(/everyone/gu)?.length).toBeGreaterThanOrEqual(4);
});

test("stays within its length for the longest of everything", async () => {
  const long = "alpha beta gamma ".repeat(2_000);
  const steps = Array.from({ length: 12 }, () => long);
  const agent = makeAgent({
    id: "debug",
    title: long,
    summary: long,
    routesWhen: [long],
    checklists: [{ title: long, when: [long], steps }],
  });
  const others = ["a", "b", "c", "d", "e", "f", "g"].map((id) =>
    makeAssignment(`specialist_with_a_long_name_${id}`, "support", long),
  );
  const task = makeTask(long, { assignments: [makeAssignment("debug"), ...others] });
  const related = ["1", "2", "3", "4"].map((id) => ({
    id: `01JGK5Q8W0000000000000000${id}`,
    title: long,
    state: "done" as const,
    updatedAt: "2024-12-24T10:00:00.000Z",
    score: 1,
  }));
  const command = "x".repeat(99);
  const runner = createBriefRunner(
    deps({
      agents: () => makeCatalogue(agent, ...others.map(({ agent: id }) => makeAgent({ id, title: long }))),
      search: new FakeWorkspaceSearch(
        Array.from({ length: 30 }, (_, at) =>
          makePassage(`${"deep/".repeat(60)}${at}.rs`, { excerpt: long }),
        ),
        { fileCount: 20_000, notes: [long, long, long] },
      ),
      relatedTasks: async () => related,
      commands: { alpha: command, beta: command, gamma: command, test: command },
      workspaceName: long,
    }),
  );

  const { body, summary } = await runner.run(makeRun(task, agent, makeAssignment("debug")));

  expect(body.length).toBeLessThanOrEqual(3_500);
  expect(summary.length).toBeLessThanOrEqual(300);
  expect(body).toContain("(the beginning of 34,000 characters)");
  expect(body).toContain("- and 3 more");
  expect(body).toContain(".rs:10-12`");
});

test("a supporter adds its own angle, checklist and places, and repeats nothing of the lead's", async () => {
  const harness = "harness for fixtures";
  const search = new FakeWorkspaceSearch([
    ...["a.rs", "b.rs", "c.rs", "d.rs", "e.rs"].map((path) => makePassage(path, { excerpt: harness })),
    makePassage("e.rs", { startLine: 90, endLine: 92, excerpt: harness }),
    makePassage("src/unrelated.rs"),
    makePassage("tests/common.rs", { excerpt: `\n  // ${harness}\n` }),
  ]);
  const assignment = makeAssignment("test_utilities", "support", "makes the failure repeatable");
  const task = makeTask(REQUEST, { assignments: TEAM });

  const { body } = await createBriefRunner(deps({ search })).run(makeRun(task, TESTING, assignment));

  expect(body).toBe(
    [
      "**Testing Infrastructure** (`test_utilities`), support: makes the failure repeatable.\nBuilds harnesses and fixtures.",
      "**Checklist: A new harness**\n1. List the cases.\n2. Write the fixture.",
      "**Also worth a look**\n- `tests/common.rs:10-12` `// harness for fixtures`",
    ].join("\n\n"),
  );
});

test("a reviewer lists what to check, and a gate never reads like a verdict", async () => {
  const task = makeTask(REQUEST, { assignments: TEAM });
  const runner = createBriefRunner(deps());

  const review = await runner.run(makeRun(task, SECURITY, makeAssignment("security", "reviewer")));
  const gate = await runner.run(makeRun(task, SECURITY, makeAssignment("security", "gate")));

  expect(review.body).toContain("**To check**\n- Every finding has a proof.\n- No secret is logged.");
  expect(gate.body).toContain("**Not judged yet; a person decides by**\n- Every finding has a proof.");
  expect(gate.summary).toContain("nothing was done or judged");
});

test("a brief goes without earlier tasks that cannot be looked up", async () => {
  const { body } = await primaryBrief(REQUEST, {
    relatedTasks: () => Promise.reject(new Error("store is away")),
  });

  expect(body).toContain("**Where to look in BitNet-Rust**");
  expect(body).not.toContain("store is away");
});

test("running it twice gives the same", async () => {
  expect(await primaryBrief(REQUEST)).toEqual(await primaryBrief(REQUEST));
});

test("stops when told to, before or during the work, in a way that a retry can cure", async () => {
  const during = new AbortController();
  const never = new FakeWorkspaceSearch();
  never.search = () => new Promise(() => during.abort());
  const task = makeTask(REQUEST);
  const run = makeRun(task, DEBUG, makeAssignment("debug"));

  const before = createBriefRunner(deps()).run({ ...run, signal: AbortSignal.abort() });
  const midway = createBriefRunner(deps({ search: never })).run({ ...run, signal: during.signal });

  await expect(before).rejects.toMatchObject({ code: "execution.stopped", retryable: true });
  await expect(midway).rejects.toMatchObject({ code: "execution.stopped", retryable: true });
});

test("leads from a request to the file in a real workspace", async () => {
  const { root } = await makeWorkspace({
    "bitnet-core/src/allocator.rs":
      "pub struct Allocator;\n\nimpl Allocator {\n    pub fn allocate(&mut self) {}\n}\n",
    "bitnet-core/tests/allocator_test.rs":
      "#[test]\nfn allocator_test_reuses_blocks() {\n    let mut allocator = Allocator;\n}\n",
    "bitnet-cli/src/main.rs": "fn main() {}\n",
  });
  const search = createWorkspaceSearch({ root, now: () => new Date(0) });

  const { body } = await primaryBrief(REQUEST, { search });

  expect(body).toContain(
    "`bitnet-core/tests/allocator_test.rs:1-4`\n```rust\n#[test]\nfn allocator_test_reuses_blocks() {",
  );
  expect(body).toContain("bitnet-core/src/allocator.rs:");
  expect(body).not.toContain("bitnet-cli");
});
