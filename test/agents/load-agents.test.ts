import { basename } from "node:path";
import { expect, test } from "vitest";
import { createAgentCatalogue } from "../../src/agents/create-agent-catalogue.ts";
import { loadAgents } from "../../src/agents/load-agents.ts";
import { agentText, writeFolder } from "./agent-folder.ts";

test("loads every agent file and leaves the rules, the README, hidden and other files alone", async () => {
  const dir = await writeFolder({
    "mason.md": agentText("mason"),
    "baker.md": agentText("baker"),
    "orchestrator.md": "no front matter",
    "README.md": "no front matter",
    ".#mason.md": "an editor's lock",
    "notes.txt": "text",
  });

  const loaded = await loadAgents(dir);

  expect(loaded.problems).toEqual([]);
  expect(loaded.agents.map((agent) => agent.id)).toEqual(["baker", "mason"]);
  expect(loaded.agents[0]?.prompt).toMatch(/^> \*\*Routed work only/u);
});

test("reports a wrong value, a missing key and an unknown key of one file together with their lines", async () => {
  const text = agentText("mason", { gpu: "perhaps", sumary: "typo" }).replace(/^summary: .*\n/mu, "");
  const dir = await writeFolder({ "mason.md": text });

  const { problems } = await loadAgents(dir);

  const lineOf = (key: string): number =>
    text.split("\n").findIndex((line) => line.startsWith(`${key}:`)) + 1;
  expect(problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: "gpu", line: lineOf("gpu") }),
      expect.objectContaining({ key: "sumary", line: lineOf("sumary"), remedy: 'Did you mean "summary"?' }),
      expect.objectContaining({ key: "summary" }),
    ]),
  );
  expect(problems).toHaveLength(3);
});

test("loads the other agents when one file is broken", async () => {
  const dir = await writeFolder({ "baker.md": agentText("baker"), "mason.md": "---\nid: [\n---\n" });

  const loaded = await loadAgents(dir);

  expect(loaded.agents.map((agent) => agent.id)).toEqual(["baker"]);
  expect(loaded.names).toEqual(["baker", "mason"]);
  expect(loaded.problems.map((problem) => basename(problem.file))).toEqual(["mason.md"]);
});

test("reports a file without front matter at its first line", async () => {
  const dir = await writeFolder({ "mason.md": "Just a prompt\n" });

  const { problems } = await loadAgents(dir);

  expect(problems).toEqual([
    expect.objectContaining({ line: 1, message: "does not begin with front matter." }),
  ]);
});

test("reports a folder that is missing or holds no agents", async () => {
  const empty = await writeFolder({ "orchestrator.md": "" });

  const [missing, none] = await Promise.all([loadAgents(`${empty}/nowhere`), loadAgents(empty)]);

  expect(missing.problems[0]?.message).toMatch(/^cannot be read: /u);
  expect(none.problems[0]?.message).toBe("holds no agent files.");
});

test("the catalogue looks agents up by id, in order of id, and never throws", async () => {
  const dir = await writeFolder({ "mason.md": agentText("mason"), "baker.md": agentText("baker") });
  const { agents } = await loadAgents(dir);

  const catalogue = createAgentCatalogue([...agents].reverse());

  expect(catalogue.agents.map((agent) => agent.id)).toEqual(["baker", "mason"]);
  expect(catalogue.get("mason")?.title).toBe("The mason");
  expect(catalogue.get("toString")).toBeUndefined();
});
