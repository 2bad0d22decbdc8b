import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JournalEntry } from "../../../adapters/console/journal-entry.ts";
import { openJournalFile } from "../../../adapters/console/journal-file.ts";
import { openConsoleRoom } from "../../../adapters/console/console-room.ts";
import { makeFolder, newId } from "./console-rig.ts";

function open(folder: string, maxBytes?: number) {
  const entries: JournalEntry[] = [];
  const journal = openJournalFile({
    folder,
    name: "room",
    newId,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    onEntry: (entry) => entries.push(entry),
  });
  onTestFinished(() => journal.close());
  return { journal, ids: () => entries.map((entry) => ("id" in entry ? entry.id : entry.entry)) };
}

const accepted = (id: string): JournalEntry => ({ entry: "accepted", id });

test("gives every process the same entries in the same order", () => {
  const folder = makeFolder();
  const a = open(folder);
  const b = open(folder);

  a.journal.append(accepted("1"));
  b.journal.append(accepted("2"));
  a.journal.append(accepted("3"));
  b.journal.refresh();

  expect(a.ids()).toEqual(["1", "2", "3"]);
  expect(b.ids()).toEqual(["1", "2", "3"]);
});

test("passes over torn, damaged and unknown lines, and writes on after them", () => {
  const folder = makeFolder();
  const path = join(folder, "room.jsonl");
  const lines = [
    JSON.stringify(accepted("1")),
    "{broken",
    '{"entry":"from the future"}',
    '{"entry":"accepted","id":"2',
  ];
  writeFileSync(path, lines.join("\n"));

  const { journal, ids } = open(folder);
  journal.append(accepted("ü"));

  expect(ids()).toEqual(["1", "ü"]);
  expect(open(folder).ids()).toEqual(["1", "ü"]);
});

test("takes a line in only when it is whole", () => {
  const folder = makeFolder();
  const { journal, ids } = open(folder);
  const line = `${JSON.stringify(accepted("1"))}\n`;

  appendFileSync(join(folder, "room.jsonl"), line.slice(0, 10));
  journal.refresh();
  expect(ids()).toEqual([]);
  appendFileSync(join(folder, "room.jsonl"), line.slice(10));
  journal.refresh();

  expect(ids()).toEqual(["1"]);
});

test("archives a file that has grown too large, without losing what others write meanwhile", () => {
  const folder = makeFolder();
  const early = open(folder);
  for (const id of ["1", "2", "3"]) early.journal.append(accepted(id));

  const late = open(folder, 50);
  early.journal.append(accepted("4"));
  late.journal.append(accepted("5"));
  early.journal.refresh();

  expect(readdirSync(folder)).toHaveLength(2);
  expect(early.ids()).toEqual(["1", "2", "3", "4", "5"]);
  expect(late.ids()).toEqual(["1", "2", "3", "4", "5"]);
  expect(open(folder).ids()).toEqual(["1", "2", "3", "4", "5"]);
});

test("keeps two archives and removes older ones", () => {
  const folder = makeFolder();

  for (const id of ["1", "2", "3", "4"]) {
    const { journal } = open(folder, 1);
    journal.append(accepted(id));
    journal.close();
  }

  expect(open(folder).ids()).toEqual(["2", "3", "4"]);
  expect(readdirSync(folder)).toHaveLength(3);
});

test("can be read and written after it was closed, as a late reply does", () => {
  const { journal, ids } = open(makeFolder());
  journal.append(accepted("1"));

  journal.close();
  journal.append(accepted("2"));

  expect(ids()).toEqual(["1", "2"]);
});

test("gives two processes different numbers for the threads that they open at the same time", () => {
  const folder = makeFolder();
  const openRoom = () => openConsoleRoom({ folder, workspace: "room", newId });
  const a = openRoom();
  const b = openRoom();
  onTestFinished(() => {
    a.close();
    b.close();
  });

  // As if both had looked before either wrote.
  const entry = { entry: "thread", channel: "terminal", number: 1 };
  const lines = [
    { ...entry, root: "a" },
    { ...entry, root: "b" },
  ].map((line) => `${JSON.stringify(line)}\n`);
  appendFileSync(join(folder, "room.jsonl"), lines.join(""));
  a.refresh();
  b.refresh();

  expect(a.openThread("terminal", "b").number).toBe(2);
  expect(b.openThread("terminal", "b").number).toBe(2);
  expect(b.openThread("terminal", "c").number).toBe(3);
  expect(a.openThread("terminal", "c").number).toBe(3);
});

test("shows a delivery that two processes post at the same time once, to both", () => {
  const folder = makeFolder();
  const room = openConsoleRoom({ folder, workspace: "room", newId });
  onTestFinished(() => room.close());
  const ref = { platform: "console", workspace: "room", channel: "terminal" };
  const post = (id: string): JournalEntry => ({
    entry: "post",
    at: "2026-01-05T09:00:00.000Z",
    ref: { ...ref, id },
    deliveryId: "d1",
    text: "hello",
    files: [],
  });

  room.append(post("first"));
  room.append(post("second"));

  expect([...room.state.posts.keys()]).toEqual(["first"]);
  expect(room.state.delivery("d1")?.ref.id).toBe("first");
});

test("names its file so that no workspace can point outside the folder", () => {
  const folder = makeFolder();
  const room = openConsoleRoom({ folder, workspace: "../a b", newId });
  onTestFinished(() => room.close());

  room.openThread("terminal", "root");

  expect(readdirSync(folder)).toEqual(["~2e~2e~2fa~20b.jsonl"]);
  expect(readFileSync(join(folder, "~2e~2e~2fa~20b.jsonl"), "utf8")).toContain('"root":"root"');
});
