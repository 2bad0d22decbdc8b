import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkArchitecture, importsOf } from "./check-architecture.ts";
import type { SourceFile } from "./check-architecture.ts";

async function sources(): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const top of ["src", "adapters", "jobs"]) {
    const names = await readdir(top, { recursive: true });
    const paths = names.filter((name) => name.endsWith(".ts")).map((name) => join(top, name));
    files.push(
      ...(await Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, "utf8") })))),
    );
  }
  return files;
}

test("the layout of the project holds", async () => {
  expect(checkArchitecture(await sources())).toEqual([]);
});

test("all sources are looked at, and their imports are found", async () => {
  const files = await sources();
  const known = new Set(files.map(({ path }) => path));
  const own = files.flatMap(importsOf).filter((target) => /^(?:src|adapters|jobs)\//u.test(target));

  expect(files.length).toBeGreaterThan(150);
  expect(own.length).toBeGreaterThan(files.length);
  expect(own.filter((target) => !known.has(target))).toEqual([]);
});

const EXPORT = "export const a = 1;\n";

test.each([
  ["the core imports a job", "src/tasks/a.ts", 'import { q } from "../../jobs/bull-queue.ts";'],
  ["the core imports an adapter", "src/a.ts", 'import type { q } from "../adapters/console/a.ts";'],
  ["the core re-exports a job", "src/a.ts", 'export { q } from "../jobs/bull-queue.ts";'],
  ["the core imports a job when it runs", "src/a.ts", 'const q = await import("../jobs/bull-queue.ts");'],
  ["the core imports a job over several lines", "src/a.ts", 'import {\n  q,\n} from "../jobs/b.ts";'],
  ["the core imports a job for its effects", "src/a.ts", 'import "../jobs/b.ts";'],
  ["a file has a name like an entry point", "src/tasks/main.ts", 'import { q } from "../../jobs/b.ts";'],
  ["an adapter imports another", "adapters/slack/a.ts", 'import { q } from "../discord/a.ts";'],
  ["an adapter imports a job", "adapters/slack/a.ts", 'import { q } from "../../jobs/a.ts";'],
  ["a job imports an adapter", "jobs/a.ts", 'import { q } from "../adapters/slack/a.ts";'],
  ["Redis has a second owner", "jobs/a.ts", 'import { Redis } from "ioredis";'],
  ["a folder of a package is imported", "src/a.ts", 'import { Redis } from "ioredis/built/cluster";'],
  ["the core imports the job library", "src/jobs/a.ts", 'import type { Job } from "bullmq";'],
  ["a second file logs", "src/a.ts", 'import { pino } from "pino";'],
  ["a second file counts", "src/a.ts", 'import { Counter } from "prom-client";'],
  ["a second file counts days", "src/a.ts", 'import { Temporal } from "temporal-polyfill";'],
  ["a second file knows holidays", "src/a.ts", 'import Holidays from "date-holidays";'],
  ["a second file runs models", "src/a.ts", 'const ort = await import("onnxruntime-node");'],
  ["a second file tokenises", "src/a.ts", 'import { Tokenizer } from "@huggingface/tokenizers";'],
  ["a second file searches", "src/workspace/a.ts", 'import MiniSearch from "minisearch";'],
  ["a second file watches", "src/a.ts", 'import { watch } from "chokidar";'],
  ["a second file ignores", "src/a.ts", 'import ignore from "ignore";'],
  ["a second file calls a language model", "src/a.ts", 'import { initChatModel } from "langchain/chat";'],
  ["a second file reads Markdown", "src/a.ts", 'import { fromMarkdown } from "mdast-util-from-markdown";'],
  ["a second file makes patches", "src/a.ts", 'import { createTwoFilesPatch } from "diff";'],
  ["a second file reads YAML", "src/a.ts", 'import { parse } from "yaml";'],
  ["a second file has a command line", "src/main.ts", 'import { Command } from "commander";'],
  ["the environment is read in passing", "src/main.ts", "const home = process.env.HOME;"],
  ["the environment is read by its name", "src/a.ts", 'const home = process["env"].HOME;'],
  ["there is a default export", "src/a.ts", "export default function a() {}"],
  ["there is a default export by name", "src/a.ts", "const a = 1;\nexport { a as default };"],
  ["there is an enum", "src/a.ts", "export const enum A { B }"],
  ["there is a namespace", "src/a.ts", "declare namespace A {}"],
  ["there is a barrel", "src/tasks/index.ts", EXPORT],
  ["there is a drawer for everything", "src/tasks/utils.ts", EXPORT],
  ["a file is too long", "src/a.ts", EXPORT.repeat(301)],
])("is broken when %s", (_name, path, text) => {
  expect(checkArchitecture([{ path, text }])).toHaveLength(1);
});

test.each([
  ["an entry point sees everything", "src/entry/a.ts", 'import { q } from "../../jobs/b.ts";'],
  ["the command line sees an adapter", "src/cli.ts", 'import { q } from "../adapters/console/b.ts";'],
  ["an adapter imports its own files", "adapters/slack/a.ts", 'import { q } from "./b.ts";'],
  ["an adapter imports the core", "adapters/slack/a.ts", 'import { q } from "../../src/errors.ts";'],
  ["the core has a folder called jobs", "src/a.ts", 'import { q } from "./jobs/job-queue.ts";'],
  ["the owner imports its package", "src/store/redis-connection.ts", 'import { Redis } from "ioredis";'],
  ["a comment speaks of it", "src/a.ts", '/** Not `process.env`.\nimport "../jobs/b.ts" */\n// enum A'],
  ["a file has exactly 300 lines", "src/a.ts", EXPORT.repeat(300)],
])("is whole when %s", (_name, path, text) => {
  expect(checkArchitecture([{ path, text }])).toEqual([]);
});
