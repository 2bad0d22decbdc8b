import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Conversation, MessageRef } from "../../../src/chat/messages.ts";
import { BotError } from "../../../src/errors.ts";
import { WAIT, makeFolder, openRig, passTime, tick } from "./console-rig.ts";

const CHANNEL = { platform: "console", workspace: "acme", channel: "terminal" };

function inThread({ id, thread }: MessageRef) {
  return { ...CHANNEL, thread: thread ?? id };
}

test("writes plain lines without escape codes to a pipe, one for each change of status", async () => {
  const rig = await openRig({ isTTY: false });
  rig.type("fix the build");
  const [message] = await rig.core.received(1);
  if (message === undefined) throw new Error("nothing came in");
  await rig.sees("✓ #1 received");

  await rig.chat.setStatus(message, { state: "received" });
  await rig.chat.setStatus(message, { state: "queued", position: 2 });
  await rig.chat.setStatus(message, { state: "running", note: "qa-lead" });
  await rig.chat.post(inThread(message), { text: "**All** fine." }, { deliveryId: "d1" });
  await rig.chat.setStatus(message, { state: "done" });
  await rig.sees("✔ #1 done");

  expect(rig.raw()).not.toContain("\u001b");
  expect(rig.screen.rows.slice(1)).toEqual([
    "",
    "#1 › fix the build",
    "✓ #1 received",
    "◷ #1 queued (2 ahead)",
    "● #1 running (qa-lead)",
    "",
    "#1 switchyard",
    "  All fine.",
    "",
    "✔ #1 done",
  ]);
});

test("answers in a thread by number, by /reply, and in the last one", async () => {
  const rig = await openRig({ isTTY: false });
  rig.type("first");
  rig.type("second");
  const [first, second] = await rig.core.received(2);

  rig.type("#1 to the first");
  rig.type("/reply 2 to the second");
  rig.type("> and again");

  const replies = (await rig.core.received(5)).slice(2);
  expect(replies).toMatchObject([
    { text: "to the first", thread: first?.id },
    { text: "to the second", thread: second?.id },
    { text: "and again", thread: second?.id },
  ]);
});

test("sends a command inside a thread with that thread", async () => {
  const rig = await openRig({ isTTY: false });
  rig.type("first");
  const [first] = await rig.core.received(1);

  rig.type("#1 /status T1");

  expect((await rig.core.received(2))[1]).toMatchObject({
    kind: "command",
    name: "status",
    args: "T1",
    thread: first?.id,
  });
});

test("explains an unknown thread or command instead of sending it, and sends both as text after a space", async () => {
  const rig = await openRig({ isTTY: false });

  rig.type("#12 fails again");
  await rig.sees("There is no thread #12.");
  rig.type("/statsu");
  await rig.sees("There is no command /statsu. Did you mean /status?");
  expect(rig.core.got).toEqual([]);
  rig.type(" #12 fails again");
  rig.type(" /statsu");
  rig.type("/etc/passwd is odd");

  expect(await rig.core.received(3)).toMatchObject([
    { kind: "message", text: "#12 fails again" },
    { kind: "message", text: "/statsu" },
    { kind: "message", text: "/etc/passwd is odd" },
  ]);
});

test("says in a sentence why a message was refused, and keeps it for /resend", async () => {
  const rig = await openRig({ isTTY: false });
  rig.core.decide = async () => {
    throw new BotError("store.unavailable", "Redis does not answer", { retryable: true });
  };
  rig.type("important");
  await rig.sees("✖ #1 not sent: Redis does not answer · your text is kept, /resend tries again");

  rig.core.decide = async () => "accepted";
  rig.type("/resend");
  await rig.sees("✓ #1 received");
  rig.type("/resend");
  await rig.sees("Everything you wrote was sent.");

  expect(rig.core.got.map(({ id }) => id)).toEqual([rig.core.got[0]?.id, rig.core.got[0]?.id]);
  expect(rig.screen.text.split("› important").length - 1).toBe(1);
});

test("does not show the inside of an unexpected error", async () => {
  const rig = await openRig({ isTTY: false });
  rig.core.decide = async () => {
    throw new Error("connect ECONNREFUSED secret-host:6379");
  };

  rig.type("hello");

  await rig.sees("not sent: the bot could not store it");
  expect(rig.screen.text).not.toContain("secret-host");
});

test("keeps the order of what is typed in one thread while the core is slow", async () => {
  const rig = await openRig({ isTTY: false });
  rig.type("begin");
  await rig.core.received(1);
  let accept: ((answer: "accepted") => void) | undefined;
  rig.core.decide = () => new Promise((resolve) => (accept = resolve));

  rig.type("#1 one");
  rig.type("#1 two");
  await rig.core.received(2);
  await rig.sees("#1 › two");
  expect(rig.core.got).toHaveLength(2);
  rig.core.decide = async () => "accepted";
  accept?.("accepted");

  expect((await rig.core.received(3)).slice(1)).toMatchObject([{ text: "one" }, { text: "two" }]);
});

test("lists local and core commands in the help, and everything said in the history", async () => {
  const rig = await openRig({ isTTY: false });
  rig.type("what about the tests?");
  const [message] = await rig.core.received(1);
  if (message === undefined) throw new Error("nothing came in");
  await rig.chat.post(inThread(message), { text: "They are green." }, { deliveryId: "d1" });

  rig.type("/help");
  await rig.sees("/status [task]");
  await rig.sees("/resend");
  rig.type("/history");
  await rig.sees("✔ #1    answered    what about the tests?");
  rig.type("#1");

  await vi.waitFor(() => expect(rig.screen.text.split("They are green.").length - 1).toBe(2), WAIT);
  expect(rig.core.got).toHaveLength(1);
});

test("the history says what became of each thread", async () => {
  const rig = await openRig({ isTTY: false });
  rig.type("waits for a word");
  rig.type("/status");
  const [, command] = await rig.core.received(2);
  if (command === undefined) throw new Error("nothing came in");
  await rig.chat.post(inThread(command), { text: "Nothing runs." }, { deliveryId: "d1" });
  rig.type("is given up");
  const [, , message] = await rig.core.received(3);
  await rig.chat.setStatus(message ?? command, { state: "done", note: "cancelled" });
  rig.core.decide = async () => Promise.reject(new BotError("inbox.too_long", "It is too long."));
  rig.type("goes nowhere");
  await rig.core.received(4);

  rig.type("/history");

  await rig.sees("✖ #4    refused (/resend)  goes nowhere");
  for (const row of ["received    waits for a word", "answered    /status", "done (cancelled)  is given up"])
    expect(rig.screen.text).toContain(row);
});

test("keeps the help in two columns however long a text is", async () => {
  const rig = await openRig({ isTTY: false });

  rig.type("/help");
  await rig.sees("/quit");

  const rows = rig.screen.text.split("\n");
  const from = rows.findIndex((row) => row.includes("Commands"));
  const inTable = rows.slice(from + 1).filter((row) => row.trim() !== "" && row.startsWith(" "));
  expect(inTable.filter((row) => !/^ {2}\/|^ {12,}\S/u.test(row))).toEqual([]);
});

test("saves files under the thread's folder, never over another one and never outside", async () => {
  const rig = await openRig({ isTTY: false });
  const post = async (to: Conversation, name: string, content: string, deliveryId: string) =>
    rig.chat.post(to, { text: name, files: [{ name, mediaType: "text/plain", content }] }, { deliveryId });
  await post(CHANNEL, "run.log", "one", "d1");
  const thread = [...rig.room.state.posts.keys()][0] ?? "root";
  await post({ ...CHANNEL, thread }, "run.log", "two", "d2");
  await post(CHANNEL, "../../../evil\u001b[2J.sh", "three", "d3");

  rig.type("/files");
  await rig.sees(join(rig.folder, "files", "thread-1", "run.log"));
  const names = readdirSync(join(rig.folder, "files"), { recursive: true }).map(String).sort();
  const files = names.filter((name) => name.includes("/"));
  expect(files).toHaveLength(3);
  expect(files.every((name) => /^thread-\d\/[^/]+$/u.test(name))).toBe(true);
  expect(rig.raw()).not.toContain("\u001b");
});

test("shows private replies to the person they are for, and refuses those for people elsewhere", async () => {
  const rig = await openRig({ isTTY: false });

  await rig.chat.postPrivate?.(CHANNEL, "ada", { text: "3 tasks run" }, { deliveryId: "d1" });
  await rig.chat.postPrivate?.(CHANNEL, "ada", { text: "3 tasks run" }, { deliveryId: "d1" });

  await rig.sees("#1 switchyard · only you see this\n  3 tasks run");
  expect(rig.screen.text.split("3 tasks run").length - 1).toBe(1);
  const refused = rig.chat.postPrivate?.(CHANNEL, "bob", { text: "psst" }, { deliveryId: "d2" });
  await expect(refused).rejects.toMatchObject({ code: "chat.user_unreachable", retryable: false });
});

test("names the channel of a post elsewhere, and takes answers to it there", async () => {
  const rig = await openRig({ isTTY: false });
  const post = await rig.chat.post(
    { ...CHANNEL, channel: "standup" },
    { text: "Good morning" },
    { deliveryId: "d1" },
  );
  await rig.sees("#1 switchyard · in standup\n  Good morning");

  rig.type("#1 good morning");

  expect((await rig.core.received(1))[0]).toMatchObject({
    channel: "standup",
    thread: post.id,
    text: "good morning",
  });
});

test("marks a changed post and shows the new text", async () => {
  const rig = await openRig({ isTTY: false });
  const ref = await rig.chat.post(CHANNEL, { text: "one" }, { deliveryId: "d1" });

  await rig.chat.update(ref, { text: "two" });
  await rig.chat.update(ref, { text: "two" });

  await rig.sees("#1 switchyard · changed\n  two");
  expect(rig.screen.text.split("changed").length - 1).toBe(1);
});

test("sends a message on behalf of the person, and says when the core refuses it", async () => {
  const rig = await openRig({ isTTY: false });

  const ref = await rig.chat.say("from a script");
  expect(rig.core.got[0]).toMatchObject({
    id: ref.id,
    text: "from a script",
    from: { id: "ada", name: "Ada" },
  });
  rig.core.decide = async () => {
    throw new BotError("store.unavailable", "Redis is away", { retryable: true });
  };

  await expect(rig.chat.say("again")).rejects.toMatchObject({ code: "store.unavailable" });
});

test("waits at the end of a pipe until everything that was asked is answered", async () => {
  const rig = await openRig({ isTTY: false });
  let isClosed = false;
  rig.chat.onClose(() => (isClosed = true));
  rig.type("a request");
  rig.type("/status");
  rig.input.end();
  const [message, command] = await rig.core.received(2);
  if (message === undefined || command === undefined) throw new Error("nothing came in");
  await rig.sees("/status received");

  await rig.chat.postPrivate?.(inThread(command), "ada", { text: "all quiet" }, { deliveryId: "d1" });
  await rig.chat.setStatus(message, { state: "running" });
  await rig.sees("running");
  expect(isClosed).toBe(false);
  await rig.chat.setStatus(message, { state: "failed" });

  await vi.waitFor(() => expect(isClosed).toBe(true), WAIT);
});

test("finds deliveries and goes on numbering threads after a restart, even when the last line is torn", async () => {
  const folder = makeFolder();
  const before = await openRig({ folder, isTTY: false });
  before.type("before the crash");
  await before.core.received(1);
  const ref = await before.chat.post(CHANNEL, { text: "posted" }, { deliveryId: "d1" });
  await before.close();
  const journal = join(folder, "journal", "acme.jsonl");
  appendFileSync(journal, '{"entry":"post","at":"2026-01-0');

  const after = await openRig({ folder, isTTY: false });
  expect(await after.chat.findDelivery?.(CHANNEL, "d1")).toEqual(ref);
  await after.chat.post(CHANNEL, { text: "posted" }, { deliveryId: "d1" });
  await after.chat.post(CHANNEL, { text: "posted later" }, { deliveryId: "d2" });
  after.type("after the crash");

  await after.sees("#4 › after the crash");
  expect(after.screen.text).toContain("#3 switchyard\n  posted later");
  expect(after.screen.text.split("posted").length - 1).toBe(1);
  const third = await openRig({ folder, isTTY: false });
  expect(await third.chat.findDelivery?.(CHANNEL, "d2")).toBeDefined();
});

test("shows in every open console what one of them posts or sends", async () => {
  const folder = makeFolder();
  const here = await openRig({ folder });
  const there = await openRig({ folder, isTTY: false });
  here.type("asked here");
  const [message] = await here.core.received(1);
  if (message === undefined) throw new Error("nothing came in");

  await there.chat.post(inThread(message), { text: "answered there" }, { deliveryId: "d1" });
  await there.chat.setStatus(message, { state: "done" });

  await here.sees("✔ #1 done");
  expect(here.screen.text).toContain("#1 switchyard\n  answered there");
  await there.sees("#1 Ada › asked here");
  expect(await here.chat.findDelivery?.(CHANNEL, "d1")).toBeDefined();
});

test("delivers again at start what a crash interrupted, as the same message", async () => {
  const folder = makeFolder();
  const incoming = {
    ...CHANNEL,
    id: "id00000000",
    kind: "message",
    text: "typed just before the crash",
    files: [],
    from: { id: "ada" },
    sentAt: tick().toISOString(),
  };
  const entry = { entry: "sent", at: incoming.sentAt, session: "gone", once: false, incoming };
  mkdirSync(join(folder, "journal"));
  const old = { ...entry, incoming: { ...incoming, id: "id00000001" } };
  writeFileSync(join(folder, "journal", "acme.jsonl"), `${JSON.stringify(old)}\n`);
  passTime(24 * 60 * 60 * 1_000);
  const recent = { ...incoming, sentAt: tick().toISOString() };
  const lines = [
    { ...entry, incoming: recent },
    { ...entry, once: true, incoming: { ...recent, id: "id00000002" } },
    { ...entry, incoming: { ...recent, id: "id00000003" } },
    { entry: "accepted", id: "id00000003" },
  ];
  for (const line of lines)
    appendFileSync(join(folder, "journal", "acme.jsonl"), `${JSON.stringify(line)}\n`);

  const rig = await openRig({ folder, isTTY: false });

  await rig.core.received(1);
  await rig.sees("received");
  expect(rig.core.got).toMatchObject([{ id: "id00000000", text: "typed just before the crash" }]);
});

test("says what is wrong when the journal cannot be written", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "journal"), "not a folder");

  return expect(openRig({ folder })).rejects.toMatchObject({
    code: "chat.journal_unwritable",
    retryable: true,
  });
});

test("keeps the journal and the history from other people's eyes", async () => {
  const rig = await openRig();
  rig.type("secret plans");
  await rig.core.received(1);

  const { statSync } = await import("node:fs");
  for (const path of [join("journal", "acme.jsonl"), "history"]) {
    expect(existsSync(join(rig.folder, path))).toBe(true);
    expect(statSync(join(rig.folder, path)).mode & 0o077).toBe(0);
  }
  expect(readFileSync(join(rig.folder, "history"), "utf8")).toBe("secret plans\n");
});
