import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { expect, test } from "vitest";
import type { AgentProblem } from "../../src/agents/agent-problem.ts";
import { checkAgents } from "../../src/agents/check-agents.ts";
import { loadAgents } from "../../src/agents/load-agents.ts";
import { loadRules } from "../../src/orchestration/load-rules.ts";
import { readDefinitions } from "../../src/orchestration/read-definitions.ts";
import { agentText, DIRECTIVE, SHIPPED, writeFolder } from "./agent-folder.ts";

async function check(files: Readonly<Record<string, string>>): Promise<AgentProblem[]> {
  const dir = await writeFolder(files);
  const [loaded, rules] = await Promise.all([loadAgents(dir), loadRules(SHIPPED)]);
  if (!rules.ok) throw new Error("the shipped rules are broken");
  return checkAgents(loaded, rules.file.rules);
}

function lineWith(text: string, part: string): number {
  return text.split("\n").findIndex((line) => line.includes(part)) + 1;
}

test("the shipped agents and rules have no problems", async () => {
  const { set, problems } = await readDefinitions(SHIPPED);

  expect(problems).toEqual([]);
  expect(set?.agents.agents).toHaveLength(26);
});

test("finds nothing wrong with two sound agents that link to each other", async () => {
  const problems = await check({
    "baker.md": agentText("baker", { intersections: [{ agent: "mason", reason: "ovens" }] }),
    "mason.md": agentText("mason", { intersections: [{ agent: "baker", reason: "bread" }] }),
  });

  expect(problems).toEqual([]);
});

test("refuses an id that differs from its file name, and one that two files claim", async () => {
  const problems = await check({ "baker.md": agentText("baker"), "mason.md": agentText("baker") });

  const atId = problems.filter((problem) => problem.key === "id");
  expect(atId.map((problem) => [basename(problem.file), problem.line, problem.severity])).toEqual([
    ["mason.md", 2, "error"],
    ["mason.md", 2, "error"],
  ]);
  expect(atId[0]?.message).toMatch(/also the id of .*baker\.md\.$/u);
  expect(atId[1]?.remedy).toBe('Write "id: mason" or rename the file to "baker.md".');
});

test("refuses file names that differ only in case", () => {
  const problems = checkAgents({ agents: [], files: [], problems: [], names: ["Baker", "baker"] }, undefined);

  expect(problems).toEqual([
    expect.objectContaining({
      severity: "error",
      file: "baker.md",
      message: 'differs from "Baker.md" only in upper and lower case.',
    }),
  ]);
});

test("refuses a partner that does not exist and suggests the nearest", async () => {
  const text = agentText("baker", { intersections: [{ agent: "masn", reason: "ovens" }] });

  const problems = await check({ "baker.md": text, "mason.md": agentText("mason") });

  expect(problems).toEqual([
    expect.objectContaining({
      severity: "error",
      key: "intersections.1.agent",
      line: lineWith(text, "agent: masn"),
      message: '"masn" is no agent.',
      remedy: 'Did you mean "mason"?',
    }),
  ]);
});

test("does not call a partner unknown whose file is broken", async () => {
  const text = agentText("baker", { intersections: [{ agent: "mason", reason: "ovens" }] });

  const problems = await check({ "baker.md": text, "mason.md": "broken" });

  expect(problems.map((problem) => basename(problem.file))).toEqual(["mason.md"]);
});

test("warns of a link that is not returned", async () => {
  const text = agentText("baker", { intersections: [{ agent: "mason", reason: "ovens" }] });

  const problems = await check({ "baker.md": text, "mason.md": agentText("mason") });

  expect(problems).toEqual([
    expect.objectContaining({
      severity: "warning",
      key: "intersections.1.agent",
      line: lineWith(text, "agent: mason"),
      message: 'links to "mason", which lists neither "baker" nor "*".',
    }),
  ]);
});

test.each([
  [
    "the partner links to everybody",
    [{ agent: "mason", reason: "ovens" }],
    [{ agent: "*", reason: "walls" }],
  ],
  [
    "the agent itself links to everybody",
    [
      { agent: "mason", reason: "ovens" },
      { agent: "*", reason: "bread" },
    ],
    [],
  ],
])("a link counts as returned when %s", async (_, baker, mason) => {
  const problems = await check({
    "baker.md": agentText("baker", { intersections: baker }),
    "mason.md": agentText("mason", { intersections: mason }),
  });

  expect(problems).toEqual([]);
});

test("refuses a link to oneself and warns of a double one", async () => {
  const links = [
    { agent: "baker", reason: "self" },
    { agent: "*", reason: "all" },
    { agent: "*", reason: "all again" },
  ];

  const problems = await check({ "baker.md": agentText("baker", { intersections: links }) });

  expect(problems.map((problem) => [problem.severity, problem.message])).toEqual([
    ["error", "links the agent to itself."],
    ["warning", 'lists "*" twice.'],
  ]);
});

test("refuses unknown tools and hooks", async () => {
  const text = agentText("baker", { tools: ["read_file", "red_file"], hooks: ["BAKE_BREAD"] });

  const problems = await check({ "baker.md": text });

  expect(problems.map((problem) => [problem.severity, problem.key, problem.line])).toEqual([
    ["error", "tools.2", lineWith(text, "red_file")],
    ["error", "hooks.1", lineWith(text, "BAKE_BREAD")],
  ]);
  expect(problems[0]?.remedy).toBe('Did you mean "read_file"?');
});

test("says which hook another name stands for", async () => {
  const problems = await check({ "baker.md": agentText("baker", { hooks: ["HANDOFF_PREPARATION"] }) });

  expect(problems[0]?.message).toBe('"HANDOFF_PREPARATION" is another name for AGENT_HANDOFF_PREPARE.');
});

test.each([
  ["is missing", "You bake.", "the body has no routing directive."],
  ["is plain text", DIRECTIVE.replace("> ", ""), "the body has no routing directive."],
  [
    "does not name the rules",
    "> **Routed work only.** Ask first.",
    "the routing directive does not name agent-config/orchestrator.md.",
  ],
])("refuses a body whose routing directive %s", async (_, body, message) => {
  const text = agentText("baker", {}, body);

  const problems = await check({ "baker.md": text });

  expect(problems).toEqual([
    expect.objectContaining({ severity: "error", message, line: lineWith(text, body) }),
  ]);
});

test("finds a routing directive that is broken over several lines", async () => {
  const body =
    "Words first.\n\n> **Routed work only.** Start only on an\n> assignment made under\n> `agent-config/orchestrator.md`.";

  expect(await check({ "baker.md": agentText("baker", {}, body) })).toEqual([]);
});

test("warns of an example that another agent has in other dress", async () => {
  const mason = agentText("mason");
  const baker = agentText("baker", { examples: [...uniqueExamples(), "RED mason matter: red mason!!"] });

  const problems = await check({ "baker.md": baker, "mason.md": mason });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({
    severity: "warning",
    key: "examples.1",
    line: lineWith(mason, "red mason"),
  });
  expect(basename(problems[0]?.file ?? "")).toBe("mason.md");
  expect(problems[0]?.message).toContain(`baker.md:${lineWith(baker, "RED mason")}`);
});

test("warns of examples that share most of their words and of doubles within one agent", async () => {
  const examples = [
    ...uniqueExamples(),
    "why does the allocator test in core fail on main",
    "why does the allocator test in core fail on mac",
    "Why does the allocator test in core fail on main?",
  ];

  const problems = await check({ "baker.md": agentText("baker", { examples }) });

  expect(
    problems.map((problem) => [problem.key, /shares \d+ %|is the same/u.exec(problem.message)?.[0]]),
  ).toEqual([
    ["examples.14", "shares 82 %"],
    ["examples.15", "is the same"],
  ]);
});

function uniqueExamples(): string[] {
  return Array.from({ length: 12 }, (_, index) => `loaf${index} crust${index} oven${index}`);
}

test.each([
  "The suite stands at 530 of 531 tests.",
  "Verified on 2025-09-11.",
  "Since September 2025 all is well.",
  "The workspace currently builds.",
  "99.8% of tests pass.",
  "We are in phase 3 of the plan.",
  "Model loading was recently completed.",
  "- ✅ memory pool",
])("warns of a claim that goes stale: %s", async (claim) => {
  const text = agentText("baker", {}, `${DIRECTIVE}\n\nYou bake.\n${claim}`);

  const problems = await check({ "baker.md": text });

  expect(problems).toEqual([expect.objectContaining({ severity: "warning", line: lineWith(text, claim) })]);
});

test.each([
  "A release needs at least 95% of tests passing.",
  "Coverage stays above 90 percent.",
  "Run all 5 steps.",
])("takes a lasting requirement for what it is: %s", async (rule) => {
  expect(await check({ "baker.md": agentText("baker", {}, `${DIRECTIVE}\n\n${rule}`) })).toEqual([]);
});

test("reports everything that is wrong with a folder at once, rules included", async () => {
  const rules = await readFile(`${SHIPPED}/orchestrator.md`, "utf8");
  const dir = await writeFolder({
    "orchestrator.md": rules,
    "baker.md": agentText(
      "baker",
      { tools: ["fly"], intersections: [{ agent: "baker", reason: "self" }] },
      "None.",
    ),
    "mason.md": "broken",
  });

  const { set, problems } = await readDefinitions(dir);

  expect(set).toBeUndefined();
  const messages = problems.map((problem) => problem.message).join("\n");
  expect(messages).toContain("does not begin with front matter");
  expect(messages).toContain('"fly" is not in the tool catalogue');
  expect(messages).toContain("links the agent to itself");
  expect(messages).toContain("no routing directive");
  expect(messages).toContain('names "architect", which no agent file has');
});

test("checks agents as far as possible when the rules are broken", async () => {
  const dir = await writeFolder({
    "orchestrator.md": "---\nversion: 2\n---\n",
    "baker.md": agentText("baker", { intersections: [{ agent: "ghost", reason: "boo" }] }),
  });

  const { set, problems } = await readDefinitions(dir);

  expect(set).toBeUndefined();
  expect(problems.map((problem) => basename(problem.file))).toContain("orchestrator.md");
  expect(problems.map((problem) => problem.message)).toContain('"ghost" is no agent.');
});
