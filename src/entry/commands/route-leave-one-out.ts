import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createAgentCatalogue } from "../../agents/create-agent-catalogue.ts";
import { readSettings } from "../../config/settings.ts";
import { BotError } from "../../errors.ts";
import { createDefinitions } from "../../orchestration/create-definitions.ts";
import type { DefinitionSet } from "../../orchestration/read-definitions.ts";
import {
  formatLeaveOneOut,
  leaveEachAgentOut,
  type RouterSources,
} from "../../router/evaluation/leave-one-agent-out.ts";
import { readLabelledSets } from "../../router/evaluation/read-labelled-sets.ts";
import { findRequestFolders } from "../../router/request-folders.ts";
import type { Router } from "../../router/route.ts";
import { openRouterSource } from "../open-router-source.ts";
import type { RouterSource } from "../router-source.ts";
import { agentDir } from "../start-switchyard.ts";
import { complainer } from "../with-router.ts";

export interface LeaveOneOutCommandOptions {
  /** Files, and folders of them. */
  readonly set: readonly string[];
  readonly json: boolean;
}

const FRONT_DOOR = /^front-door.*\.jsonl$/u;
const EMBEDDINGS = /^embeddings-.*\.bin$/u;
const REQUESTS = /^[^.].*\.jsonl$/u;

/**
 * `switchyard route eval --set … --leave-one-out`: what to expect of an agent that is added as a file with twelve
 * examples. Fits a router for each agent in a folder of its own; the installation stays as it is.
 */
export async function runLeaveOneOut(options: LeaveOneOutCommandOptions): Promise<number> {
  const settings = readSettings();
  const definitions = await createDefinitions({ dir: agentDir() });
  const set = definitions.current();
  await definitions.close();
  const { agents } = set.agents;
  const sets = await readLabelledSets(
    options.set,
    agents.map(({ id }) => id),
  );
  const dir = await mkdtemp(join(tmpdir(), "switchyard-leave-one-out-"));
  try {
    const data = join(dir, "data");
    await copyFiles(join(agentDir(), "routing"), join(dir, "routing"), FRONT_DOOR);
    // Vectors of texts that were encoded before: to make them all again would take longer than the rest.
    await copyFiles(join(settings.dataDir, "router"), join(data, "router"), EMBEDDINGS);
    const source = await openRouterSource({
      settings: { ...settings, dataDir: data },
      agentDir: dir,
      log: complainer,
      hasTieBreak: false,
      isFresh: true,
    });
    try {
      const figures = await leaveEachAgentOut({
        agents,
        requests: await readRequests(join(agentDir(), "routing")),
        items: sets.flatMap(({ items }) => items),
        routerFrom: async (sources) => routerFrom(sources, { dir, set, source }),
        onFigures: ({ agent }) => void process.stderr.write(`${agent}\n`),
      });
      const output = options.json ? JSON.stringify({ leaveOneOut: figures }) : formatLeaveOneOut(figures);
      process.stdout.write(`${output}\n`);
      return 0;
    } finally {
      await source.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Place {
  readonly dir: string;
  readonly set: DefinitionSet;
  readonly source: RouterSource;
}

async function routerFrom(sources: RouterSources, { dir, set, source }: Place): Promise<Router> {
  for (const folder of await findRequestFolders(join(dir, "routing"))) {
    await rm(folder, { recursive: true, force: true });
  }
  for (const [name, content] of sources.requests) {
    const file = join(dir, "routing", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const hash = createHash("sha256").update(set.hash);
  for (const content of sources.requests.values()) hash.update(content);
  const router = await source.routerFor({
    ...set,
    agents: createAgentCatalogue(sources.agents),
    hash: hash.digest("hex"),
  });
  if (source.standsIn !== undefined) {
    throw new BotError("router.model_unavailable", source.standsIn.message);
  }
  return router;
}

async function copyFiles(from: string, to: string, pattern: RegExp): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await namesIn(from, pattern)) await copyFile(join(from, name), join(to, name));
}

async function readFiles(folder: string, pattern: RegExp): Promise<Map<string, string>> {
  const files = (await namesIn(folder, pattern)).map(
    async (name) => [name, await readFile(join(folder, name), "utf8")] as const,
  );
  return new Map(await Promise.all(files));
}

/** Every batch of training requests, by folder and name. */
async function readRequests(routing: string): Promise<Map<string, string>> {
  const folders = await findRequestFolders(routing);
  const read = await Promise.all(
    folders.map(async (folder) =>
      [...(await readFiles(folder, REQUESTS))].map(
        ([name, content]) => [join(basename(folder), name), content] as const,
      ),
    ),
  );
  return new Map(read.flat());
}

/** A folder that is not there holds nothing. */
async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name)).sort();
}
