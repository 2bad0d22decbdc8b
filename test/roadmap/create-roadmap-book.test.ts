import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLogger } from "../../src/log/logger.ts";
import { createRoadmapBook } from "../../src/roadmap/create-roadmap-book.ts";
import type { RoadmapBook } from "../../src/roadmap/create-roadmap-book.ts";

let root: string;
let book: RoadmapBook | undefined;
const warned: unknown[] = [];
const log = { ...silentLogger, warn: (fields: object) => void warned.push(fields) };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "switchyard-roadmap-"));
  warned.length = 0;
});

afterEach(async () => {
  await book?.close();
  await rm(root, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(root, name), text);
}

test("takes the first of the usual names", async () => {
  await write("TODO.md", "- [ ] one\n");
  await write("COMPREHENSIVE_TODO.md", "- [ ] 1.1.1 two\n");

  book = await createRoadmapBook({ root, log });

  expect(book.current()).toMatchObject({ file: "COMPREHENSIVE_TODO.md", items: [{ id: "1.1.1" }] });
});

test("looks at no other file when one is named", async () => {
  await write("TODO.md", "- [ ] one\n");

  book = await createRoadmapBook({ root, log, path: "plan.md" });

  expect(book.current()).toBeUndefined();
});

test("takes up an edit by itself, and a file that comes into being", async () => {
  book = await createRoadmapBook({ root, log, path: "plan.md", quietMs: 5 });
  await book.watch();
  const current = book.current;

  await write("plan.md", "- [ ] 1.1.1 one\n");
  await vi.waitFor(() => expect(current()?.items[0]?.state).toBe("open"), { timeout: 60_000 });
  await write("plan.md", "- [x] 1.1.1 one\n");
  await vi.waitFor(() => expect(current()?.items[0]?.state).toBe("done"), { timeout: 60_000 });
});

test("warns of problems once, and again when they are others", async () => {
  await write("TODO.md", "- [ ] 1.1.1 one (after: 7.7)\n");

  book = await createRoadmapBook({ root, log });
  await book.reload();
  expect(warned).toHaveLength(1);
  await write("TODO.md", "- [ ] 1.1.1 one (after: 8.8)\n");
  await book.reload();

  expect(warned).toHaveLength(2);
  expect(JSON.stringify(warned[1])).toContain("TODO.md:1 task 1.1.1: comes after 8.8");
});
