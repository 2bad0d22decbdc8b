import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readRoutingRequests } from "../../../src/router/heads/read-routing-requests.ts";

const options = {
  agentIds: ["code", "debug"],
  vocabulary: { name: "Atlas", components: ["atlas-core"] },
};

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "routing-"));
  await mkdir(join(dir, "requests"));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

async function write(file: string, lines: readonly (object | string)[]): Promise<void> {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  await writeFile(join(dir, file), text.join("\n"));
}

test("requests and front-door lines of all files come with their placeholders filled", async () => {
  await write("requests/debug.jsonl", [
    { text: "{component} of {project} hangs", primary: "debug", urgency: 4, dependencies: 2 },
  ]);
  await write("requests/code.jsonl", [{ text: "add a flag", primary: "code", acceptable: ["debug"] }]);
  await write("front-door.jsonl", [{ text: "is {project} done", frontDoor: "status" }]);
  await write("front-door-2.jsonl", [{ text: "ciao", frontDoor: "social" }]);
  await write("notes.jsonl", ["not ours"]);

  const read = await readRoutingRequests(dir, options);

  expect(read.problems).toEqual([]);
  expect(read.notes).toEqual([]);
  expect(read.requests.map(({ text }) => text)).toEqual(["add a flag", "atlas-core of Atlas hangs"]);
  expect(read.requests[1]).toMatchObject({ primary: "debug", urgency: 4, dependencies: 2 });
  expect(read.frontDoorExamples).toEqual([
    { text: "ciao", frontDoor: "social" },
    { text: "is Atlas done", frontDoor: "status" },
  ]);
});

test("every tenth line is marked as one that the encoder has not seen", async () => {
  const lines = Array.from({ length: 23 }, (_, at) => ({ text: `request ${at}`, primary: "debug" }));
  await write("requests/debug.jsonl", lines);

  const { requests } = await readRoutingRequests(dir, options);

  expect(requests.filter(({ isUnseen }) => isUnseen).map(({ text }) => text)).toEqual([
    "request 9",
    "request 19",
  ]);
});

test("later writing batches are read too, and no encoder has seen any of requests-unseen", async () => {
  for (const folder of ["requests-2", "requests-10", "requests-unseen", "requests-old"])
    await mkdir(join(dir, folder));
  await write("requests-10/debug.jsonl", [{ text: "tenth batch", primary: "debug" }]);
  await write("requests-2/debug.jsonl", [{ text: "second batch", primary: "debug" }]);
  await write("requests-unseen/debug.jsonl", [{ text: "kept back", primary: "debug" }]);
  await write("requests-old/debug.jsonl", [{ text: "not ours", primary: "debug" }]);

  const { requests } = await readRoutingRequests(dir, options);

  expect(requests.map(({ text, isUnseen = false }) => ({ text, isUnseen }))).toEqual([
    { text: "second batch", isUnseen: false },
    { text: "tenth batch", isUnseen: false },
    { text: "kept back", isUnseen: true },
  ]);
});

test("every line that cannot be used is a problem with its file and number", async () => {
  await write("requests/debug.jsonl", [
    "{oops",
    { text: "a", primary: "nobody" },
    { text: "b", primary: "debug", support: ["somebody"], risk: 9 },
    { text: "c", primary: "debug", support: ["somebody"] },
  ]);
  await write("front-door.jsonl", [{ text: "x", frontDoor: "work" }]);

  const { problems, requests } = await readRoutingRequests(dir, options);

  expect(problems.map(({ file, line, key }) => [file.slice(dir.length + 1), line, key])).toEqual([
    ["requests/debug.jsonl", 1, ""],
    ["requests/debug.jsonl", 2, "primary"],
    ["requests/debug.jsonl", 3, "risk"],
    ["requests/debug.jsonl", 4, "support"],
    ["front-door.jsonl", 1, "frontDoor"],
  ]);
  expect(requests).toEqual([]);
});

test("an agent whose file is gone takes its requests with it, and is no helper any more", async () => {
  await write("requests/architect.jsonl", [
    { text: "a", primary: "architect" },
    { text: "b", primary: "architect" },
  ]);
  await write("requests/code.jsonl", [
    { text: "c", primary: "code", acceptable: ["architect", "debug"], support: ["architect"] },
  ]);

  const { requests, problems, notes } = await readRoutingRequests(dir, options);

  expect(problems).toEqual([]);
  expect(requests).toMatchObject([{ text: "c", acceptable: ["debug"], support: [] }]);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^2 training requests for architect /u);
});

test("a folder that is not there holds no requests", async () => {
  const read = await readRoutingRequests(join(dir, "nowhere"), options);

  expect(read).toEqual({ requests: [], frontDoorExamples: [], problems: [], notes: [] });
});
