import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { onTestFinished } from "vitest";

/** The shipped definitions. */
export const SHIPPED = "agent-config";

export const DIRECTIVE =
  "> **Routed work only.** Start only on an assignment made under `agent-config/orchestrator.md`.";

/** A sound front matter; its examples carry the id so that two agents never share one. */
function frontMatter(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const topics = [
    "red",
    "green",
    "blue",
    "north",
    "south",
    "east",
    "west",
    "iron",
    "gold",
    "tin",
    "oak",
    "elm",
  ];
  return {
    id,
    title: `The ${id}`,
    group: "utility",
    kind: "specialist",
    summary: `Takes on what belongs to ${id}.`,
    expertise: ["one thing"],
    routesWhen: ["somebody asks for it"],
    intersections: [],
    qualityCriteria: ["it is checked"],
    handoffNeeds: ["the request"],
    tools: ["read_file"],
    hooks: ["PRE_TASK_SETUP"],
    gpu: "none",
    writesWorkspace: false,
    checklists: [{ title: "A request", when: ["request"], steps: ["Read it.", "Answer it."] }],
    examples: topics.map((topic) => `${topic} ${id} matter ${topic}-${id}`),
    ...changes,
  };
}

export function agentText(id: string, changes: Record<string, unknown> = {}, body = DIRECTIVE): string {
  return `---\n${stringify(frontMatter(id, changes))}---\n\n${body}\n`;
}

/** A folder with the given files that is gone after the test. */
export async function writeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-agents-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

/** A copy of the shipped definitions that a test may change; without the many requests that routers learn from. */
export async function copyShipped(): Promise<string> {
  const dir = await writeFolder({});
  await cp(SHIPPED, dir, { recursive: true, filter: (path) => !path.includes("/routing") });
  return dir;
}

/** Replaces text in a file of a folder; fails when it is not there, so that a test cannot pass by accident. */
export async function editFile(
  dir: string,
  name: string,
  change: readonly [from: string, to: string],
): Promise<void> {
  const path = join(dir, name);
  const text = await readFile(path, "utf8");
  if (!text.includes(change[0])) throw new Error(`${name} does not contain: ${change[0]}`);
  await writeFile(path, text.replace(change[0], change[1]));
}
