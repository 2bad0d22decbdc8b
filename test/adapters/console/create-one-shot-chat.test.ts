import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { OneShotChatOptions } from "../../../adapters/console/create-one-shot-chat.ts";
import { createOneShotChat } from "../../../adapters/console/create-one-shot-chat.ts";
import type { Incoming } from "../../../src/chat/messages.ts";
import { BotError } from "../../../src/errors.ts";
import {
  ADA,
  FakeCore,
  WAIT,
  WORKSPACE,
  createStreams,
  makeFolder,
  newId,
  openRig,
  passTime,
  tick,
} from "./console-rig.ts";

const CHOICES = { prompt: "p1", options: [{ value: "sec", label: "Security" }] };

async function openOneShot(options: Partial<OneShotChatOptions> & { folder?: string } = {}) {
  const { folder = makeFolder(), ...rest } = options;
  const streams = createStreams(false, 80);
  const chat = createOneShotChat({
    workspace: WORKSPACE,
    user: ADA,
    output: streams.output,
    colors: false,
    columns: 80,
    journal: join(folder, "journal"),
    files: join(folder, "files"),
    now: tick,
    newId,
    pollMs: 5,
    ...rest,
  });
  onTestFinished(async () => chat.stop());
  const core = new FakeCore();
  await chat.start(core);
  return { ...streams, chat, core, folder };
}

function threadOf({ platform, workspace, channel, id }: Incoming) {
  return { platform, workspace, channel, thread: id };
}

test("prints the thread as it happens and resolves at the last status", async () => {
  const { chat, core, screen } = await openOneShot();
  const asking = chat.ask("why does the test fail?");
  const [message] = await core.received(1);
  if (message === undefined) throw new Error("nothing came in");
  const to = threadOf(message);

  await chat.setStatus(message, { state: "received" });
  await chat.post(to, { text: "_debug_ takes this." }, { deliveryId: "d1" });
  await chat.setStatus(message, { state: "running", note: "debug" });
  await chat.post(to, { text: "## Brief\nIt is the arena." }, { deliveryId: "d2" });
  passTime(3_000);
  await chat.setStatus(message, { state: "done" });
  const transcript = await asking;

  await vi.waitFor(() => expect(screen.text).toContain("done"), WAIT);
  expect(screen.rows).toEqual([
    "",
    "#1 › why does the test fail?",
    "✓ #1 received",
    "",
    "#1 switchyard",
    "  debug takes this.",
    "",
    "● #1 running (debug)",
    "",
    "#1 switchyard",
    "  Brief",
    "  It is the arena.",
    "",
    "✔ #1 done after 3 s",
  ]);
  expect(transcript).toMatchObject({
    request: { id: message.id, user: "ada", text: "why does the test fail?" },
    thread: 1,
    status: "done",
    messages: [{ text: "_debug_ takes this." }, { text: "## Brief\nIt is the arena." }],
    openChoices: [],
    exitCode: 0,
  });
});

test("prints nothing and returns everything when asked for JSON", async () => {
  const { chat, core, raw } = await openOneShot({ json: true });
  const asking = chat.ask("the report please", { user: { id: "bob", name: "Bob", groups: [] } });
  const [message] = await core.received(1);
  if (message === undefined) throw new Error("nothing came in");
  const to = threadOf(message);
  const file = { name: "report.md", mediaType: "text/markdown", content: "# Report" };

  await chat.post(to, { text: "here", files: [file] }, { deliveryId: "d1" });
  await chat.postPrivate?.(to, "bob", { text: "only you" }, { deliveryId: "d2" });
  await chat.post({ ...to, thread: "another" }, { text: "not yours" }, { deliveryId: "d3" });
  await chat.setStatus(message, { state: "failed", note: "no agent" });
  const transcript = await asking;

  expect(transcript).toMatchObject({
    request: { user: "bob" },
    status: "failed",
    note: "no agent",
    messages: [
      { text: "here", private: false, files: [{ name: "report.md" }] },
      { text: "only you", private: true, files: [] },
    ],
    exitCode: 1,
  });
  expect(JSON.parse(JSON.stringify(transcript))).toEqual(transcript);
  expect(raw()).toBe("");
  expect(await chat.lookupUser?.(WORKSPACE, "bob")).toMatchObject({ name: "Bob" });
});

test("counts a question of the bot as an answer and prints what there is to choose", async () => {
  const { chat, core, screen } = await openOneShot();
  const asking = chat.ask("someone have a look");
  const [message] = await core.received(1);
  if (message === undefined) throw new Error("nothing came in");

  await chat.post(threadOf(message), { text: "Who?", choices: CHOICES }, { deliveryId: "d1" });
  await chat.setStatus(message, { state: "done" });

  expect(await asking).toMatchObject({ status: "done", exitCode: 0, openChoices: [CHOICES] });
  await vi.waitFor(() => expect(screen.text).toContain("1  Security"), WAIT);
});

test("resolves although the core is done before it has said that it accepted", async () => {
  const { chat, core } = await openOneShot();
  core.decide = async (incoming) => {
    await chat.setStatus(incoming, { state: "done" });
    return "accepted";
  };

  expect(await chat.ask("quick")).toMatchObject({ status: "done" });
});

test("hears of the end when another process on the same journal delivers it", async () => {
  const folder = makeFolder();
  const { chat, core } = await openOneShot({ folder });
  const other = await openRig({ folder, isTTY: false });
  const asking = chat.ask("who answers?");
  const [message] = await core.received(1);
  if (message === undefined) throw new Error("nothing came in");

  await other.chat.post(threadOf(message), { text: "the other one" }, { deliveryId: "d1" });
  await other.chat.setStatus(message, { state: "dead" });

  expect(await asking).toMatchObject({ status: "dead", exitCode: 1, messages: [{ text: "the other one" }] });
});

test("asks empty, long and hostile texts like any other", async () => {
  const { chat, core, raw } = await openOneShot();
  core.decide = async (incoming) => {
    await chat.setStatus(incoming, { state: "done" });
    return "accepted";
  };
  const texts = ["", "x".repeat(100_000), "\u001b[2J\u0000\u0007", "مرحبا بالعالم", "@a ".repeat(50)];

  for (const text of texts) expect(await chat.ask(text)).toMatchObject({ exitCode: 0 });

  expect(core.got.map((incoming) => (incoming.kind === "message" ? incoming.text : ""))).toEqual(texts);
  expect(raw()).not.toContain("\u001b");
  expect(raw().length).toBeLessThan(10_000);
});

test("rejects when the core does not take the message, whatever it threw", async () => {
  const { chat, core, screen } = await openOneShot();
  core.decide = async () => {
    throw new BotError("store.unavailable", "Redis is away", { retryable: true });
  };
  await expect(chat.ask("hello")).rejects.toMatchObject({ code: "store.unavailable" });
  core.decide = async () => {
    throw new TypeError("x is undefined");
  };
  await expect(chat.ask("hello")).rejects.toMatchObject({ code: "chat.not_accepted", retryable: true });

  await vi.waitFor(() => expect(screen.text).toContain("✖ #1 not sent: Redis is away"), WAIT);
  expect(screen.text).not.toContain("/resend");
});

test("gives up waiting when it is told to, and when the port stops", async () => {
  const { chat, core } = await openOneShot();
  const controller = new AbortController();
  const first = chat.ask("one", { signal: controller.signal });
  const second = chat.ask("two");
  await core.received(2);

  controller.abort();
  await expect(first).rejects.toMatchObject({ code: "chat.aborted" });
  await chat.stop();
  await expect(second).rejects.toMatchObject({ code: "chat.stopped" });
  await expect(chat.ask("three", { signal: controller.signal })).rejects.toMatchObject({
    code: "chat.aborted",
  });
});
