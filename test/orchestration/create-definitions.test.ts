import { rm, writeFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import type { AgentProblem } from "../../src/agents/agent-problem.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { createDefinitions, type Definitions } from "../../src/orchestration/create-definitions.ts";
import type { DefinitionSet } from "../../src/orchestration/read-definitions.ts";
import { agentText, copyShipped, editFile } from "../agents/agent-folder.ts";

const GOOD = "primary: debug, secondary: code }";
const EDITED = "primary: debug, secondary: ask }";
const BROKEN = "primary: debug, secondary: }";

function secondaryOfDebug(set: DefinitionSet): string | undefined {
  return set.rules.taskAssignment.find((row) => row.primary === "debug")?.secondary;
}

test("loads agents and rules at the start", async () => {
  const definitions = await createDefinitions({ dir: await copyShipped() });

  const { agents, rules, hash } = definitions.current();
  expect(agents.get("debug")?.title).toBe("Debugging");
  expect(rules.version).toBe(1);
  expect(hash).toMatch(/^[0-9a-f]{64}$/u);
});

test("the hash depends on the content, not on the place", async () => {
  const [one, other, changed] = await Promise.all([copyShipped(), copyShipped(), copyShipped()]);
  await editFile(changed, "debug.md", ["title: Debugging", "title: Detection"]);

  const sets = await Promise.all(
    [one, other, changed].map(async (dir) => (await createDefinitions({ dir })).current()),
  );

  expect(sets[0]?.hash).toBe(sets[1]?.hash);
  expect(sets[0]?.hash).not.toBe(sets[2]?.hash);
});

test("refuses to start on broken files and lists every problem", async () => {
  const dir = await copyShipped();
  await editFile(dir, "orchestrator.md", [GOOD, "primary: debugg, secondary: code }"]);
  await editFile(dir, "ask.md", ["id: ask", "id: aks"]);

  const start = createDefinitions({ dir });

  await expect(start).rejects.toMatchObject({ code: "agents.invalid", retryable: false });
  await expect(start).rejects.toThrow(/ask\.md:2 id: is "aks".*orchestrator\.md:\d+ .*"debugg"/su);
});

test("starts in spite of warnings and logs them", async () => {
  const dir = await copyShipped();
  await writeFile(
    `${dir}/baker.md`,
    agentText("baker", { intersections: [{ agent: "code", reason: "bread" }] }),
  );
  const logged: object[] = [];

  const definitions = await createDefinitions({
    dir,
    log: { ...silentLogger, warn: (fields) => void logged.push(fields) },
  });

  expect(definitions.current().agents.get("baker")).toBeDefined();
  expect(JSON.stringify(logged)).toContain("which lists neither");
});

test("a reload takes up an edit and leaves the earlier set as it was", async () => {
  const dir = await copyShipped();
  const definitions = await createDefinitions({ dir });
  const before = definitions.current();
  await editFile(dir, "orchestrator.md", [GOOD, EDITED]);

  const result = await definitions.reload();

  expect(result).toEqual({ ok: true, changed: true });
  expect(secondaryOfDebug(definitions.current())).toBe("ask");
  expect(secondaryOfDebug(before)).toBe("code");
});

test("a reload of a broken edit keeps the last good set and says what is wrong", async () => {
  const dir = await copyShipped();
  const definitions = await createDefinitions({ dir });
  const before = definitions.current();
  await editFile(dir, "orchestrator.md", [GOOD, BROKEN]);

  const result = await definitions.reload();

  expect(result).toMatchObject({
    ok: false,
    problems: [{ key: "taskAssignment.bug_fixes_debugging.secondary", severity: "error" }],
  });
  expect(definitions.current()).toBe(before);
});

test("keeps the last good set when the folder is gone", async () => {
  const dir = await copyShipped();
  const definitions = await createDefinitions({ dir });
  await rm(dir, { recursive: true });

  expect(await definitions.reload()).toMatchObject({ ok: false });
  expect(definitions.current().agents.agents).toHaveLength(26);
});

test("a reload without a change says so and keeps the very same set", async () => {
  const definitions = await createDefinitions({ dir: await copyShipped() });
  const before = definitions.current();

  expect(await definitions.reload()).toEqual({ ok: true, changed: false });
  expect(definitions.current()).toBe(before);
});

type Told = { readonly set: DefinitionSet } | { readonly problems: readonly AgentProblem[] };

interface Watched {
  readonly definitions: Definitions;
  /** What the watcher says next; what it said before anybody asked is kept. */
  readonly next: () => Promise<Told>;
}

async function watchShipped(dir: string): Promise<Watched> {
  const definitions = await createDefinitions({ dir, quietMs: 20 });
  onTestFinished(() => definitions.close());
  const said: Told[] = [];
  let wake: (() => void) | undefined;
  const tell = (what: Told): void => {
    said.push(what);
    wake?.();
  };
  await definitions.watch({ onChange: (set) => tell({ set }), onProblems: (problems) => tell({ problems }) });
  const next = async (): Promise<Told> => {
    for (;;) {
      const first = said.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { definitions, next };
}

test("a watched folder takes up edits, keeps the last good set while one is broken, and tells of the repair", async () => {
  const dir = await copyShipped();
  const { definitions, next } = await watchShipped(dir);

  await editFile(dir, "orchestrator.md", [GOOD, EDITED]);
  const edited = await next();
  expect("set" in edited && secondaryOfDebug(edited.set)).toBe("ask");

  await editFile(dir, "orchestrator.md", [EDITED, BROKEN]);
  const broken = await next();
  expect("problems" in broken && broken.problems[0]?.key).toBe(
    "taskAssignment.bug_fixes_debugging.secondary",
  );
  expect(secondaryOfDebug(definitions.current())).toBe("ask");

  await editFile(dir, "orchestrator.md", [BROKEN, EDITED]);
  const repaired = await next();
  expect("set" in repaired && secondaryOfDebug(repaired.set)).toBe("ask");
});

test("a watched folder takes up a new agent file", async () => {
  const dir = await copyShipped();
  const { definitions, next } = await watchShipped(dir);

  await writeFile(`${dir}/baker.md`, agentText("baker"));
  await next();

  expect(definitions.current().agents.get("baker")?.title).toBe("The baker");
});

test("an edit between the start and the watch is not missed", async () => {
  const dir = await copyShipped();
  const definitions = await createDefinitions({ dir, quietMs: 20 });
  onTestFinished(() => definitions.close());
  await editFile(dir, "orchestrator.md", [GOOD, EDITED]);
  const told: DefinitionSet[] = [];

  await definitions.watch({ onChange: (set) => void told.push(set), onProblems: () => undefined });

  expect(told.map(secondaryOfDebug)).toEqual(["ask"]);
});

test("a broken rule file changes nothing, and its repair is taken up", async () => {
  const dir = await copyShipped();
  const { definitions, next } = await watchShipped(dir);
  const file = "rules/gates.yaml";

  await editFile(dir, file, ["failAbove: 25", "failAbove: 250"]);
  const broken = await next();
  expect("problems" in broken && broken.problems[0]?.key).toBe("regression.failAbove");
  expect(definitions.current().playbook.gates.regression.failAbove).toBe(25);

  await editFile(dir, file, ["failAbove: 250", "failAbove: 30"]);
  const repaired = await next();
  expect("set" in repaired && repaired.set.playbook.gates.regression.failAbove).toBe(30);
});
