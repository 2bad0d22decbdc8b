import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { WAIT, makeFolder, openRig, passTime } from "./console-rig.ts";
import type { ConsoleRig } from "./console-rig.ts";

const CTRL_A = "\u0001";
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const UP = "\u001b[A";
const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`;

/** The rows below the last output: live rows and the prompt. */
function bottom(rig: ConsoleRig, count: number): readonly string[] {
  return rig.screen.rows.slice(-count);
}

async function asked(rig: ConsoleRig, text: string) {
  const before = rig.core.got.length;
  rig.type(text);
  const message = (await rig.core.received(before + 1))[before];
  if (message === undefined) throw new Error("nothing came in");
  await rig.sees("received");
  return message;
}

test("shows a message behind its thread's number and the prompt below it", async () => {
  const rig = await openRig();

  await asked(rig, "the build is red");

  expect(rig.screen.rows).toEqual([
    "switchyard · type a request, /help shows more",
    "",
    "#1 › the build is red",
    "",
    "✓ #1 received  the build is red",
    "›",
  ]);
});

test("changes one status row in place and leaves one line at the end", async () => {
  const rig = await openRig();
  const message = await asked(rig, "fix the build");

  await rig.chat.setStatus(message, { state: "queued", position: 3 });
  await rig.sees("◷ #1 queued (3 ahead)  fix the build");
  await rig.chat.setStatus(message, { state: "queued", position: 0 });
  await rig.sees("◷ #1 queued (next)");
  await rig.chat.setStatus(message, { state: "running", note: "qa-lead" });
  await rig.sees("#1 running (qa-lead)");
  passTime(12_000);
  await rig.chat.setStatus(message, { state: "done" });
  await rig.sees("✔ #1 done after 12 s");

  expect(rig.screen.rows.slice(1)).toEqual(["", "#1 › fix the build", "✔ #1 done after 12 s", "", "›"]);
});

test("says so only after the core has accepted", async () => {
  const rig = await openRig();
  let accept: ((answer: "accepted") => void) | undefined;
  rig.core.decide = () => new Promise((resolve) => (accept = resolve));
  rig.type("hello");
  await rig.sees("… #1 sending  hello");
  expect(rig.screen.text).not.toContain("received");

  accept?.("accepted");

  await rig.sees("✓ #1 received");
});

test("keeps what is being typed at the bottom while posts come in above", async () => {
  const rig = await openRig();
  const message = await asked(rig, "question");
  rig.key("half a sen");
  await rig.sees("› half a sen");

  const to = { ...message, thread: message.id };
  await rig.chat.post(to, { text: "an answer" }, { deliveryId: "d1" });
  await rig.sees("an answer");
  rig.key("tence");
  await rig.sees("› half a sentence");

  expect(rig.screen.rows.slice(2)).toEqual([
    "#1 › question",
    "",
    "#1 switchyard",
    "  an answer",
    "",
    "✓ #1 received  question",
    "› half a sentence",
  ]);
});

test("repaints in the right place when the draft takes several rows", async () => {
  const rig = await openRig({ columns: 30 });
  const message = await asked(rig, "question");
  rig.key("a draft that is a good deal longer than one row of this terminal");
  await rig.sees("longer than one row");

  await rig.chat.post({ ...message, thread: message.id }, { text: "an answer" }, { deliveryId: "d1" });
  rig.key(`${CTRL_A}So: `);
  await rig.sees("So: a draft");

  const text = rig.screen.rows.join("");
  expect(text.split("a draft that").length - 1).toBe(1);
  expect(rig.screen.text.split("✓ #1 received").length - 1).toBe(1);
  expect(rig.screen.rows.filter((row) => row === "  an answer")).toHaveLength(1);
});

test("makes a pasted text of several lines one message", async () => {
  const rig = await openRig();

  rig.key(paste("first line\nsecond line\r\nthird"));
  await rig.sees("› first line⏎second line⏎third");
  rig.key("\r");

  const [message] = await rig.core.received(1);
  expect(message).toMatchObject({ kind: "message", text: "first line\nsecond line\nthird" });
});

test("shows a long paste as a token and sends it whole", async () => {
  const rig = await openRig();
  const log = Array.from({ length: 2_000 }, (_, index) => `line ${index}\tend`).join("\n");

  rig.key("look: ");
  rig.key(paste(log));
  await rig.sees("› look: [paste 1: 2000 lines]");
  rig.key("\r");

  const [message] = await rig.core.received(1);
  expect(message).toMatchObject({ text: `look: ${log}` });
  await rig.sees("characters in all)");
  expect(rig.screen.rows.length).toBeLessThan(25);
});

test("begins a new line with Alt-Enter", async () => {
  const rig = await openRig();

  rig.key("one\u001b\rtwo\r");

  expect((await rig.core.received(1))[0]).toMatchObject({ text: "one\ntwo" });
});

test("offers choices by number and shows the one that was picked", async () => {
  const rig = await openRig();
  const message = await asked(rig, "who takes this?");
  const choices = {
    prompt: "p1",
    options: [
      { value: "sec", label: "Security" },
      { value: "perf", label: "Performance" },
    ],
  };
  await rig.chat.post(
    { ...message, thread: message.id },
    { text: "Pick one", choices },
    { deliveryId: "d1" },
  );
  await rig.sees("answer with 1-2, or #1 1 later on");
  expect(rig.screen.rows).toEqual(expect.arrayContaining(["   1  Security", "   2  Performance"]));

  rig.type("9");
  await rig.sees("Please answer with a number from 1 to 2.");
  rig.type("2");

  expect((await rig.core.received(2))[1]).toMatchObject({
    kind: "choice",
    prompt: "p1",
    value: "perf",
    thread: message.id,
  });
  await rig.sees("#1 › Performance");
  rig.type("2");
  expect((await rig.core.received(3))[2]).toMatchObject({ kind: "message", text: "2" });
});

test("asks which question is meant when several are open", async () => {
  const rig = await openRig();
  const channel = { platform: "console", workspace: "acme", channel: "terminal" };
  const ask = async (prompt: string) =>
    rig.chat.post(
      channel,
      { text: `question ${prompt}`, choices: { prompt, options: [{ value: "yes", label: "Yes" }] } },
      { deliveryId: prompt },
    );
  await ask("p1");
  await ask("p2");

  rig.type("1");
  await rig.sees("More than one question is open: answer with #1 1 or #2 1.");
  rig.type("#2 1");

  expect((await rig.core.received(1))[0]).toMatchObject({ kind: "choice", prompt: "p2", value: "yes" });
});

test("takes a number for no question of what was cancelled while another is open", async () => {
  const rig = await openRig();
  const ask = async (text: string, prompt: string) => {
    const message = await asked(rig, text);
    const choices = { prompt, options: [{ value: "yes", label: "Yes" }] };
    await rig.chat.post(
      { ...message, thread: message.id },
      { text: `question ${prompt}`, choices },
      { deliveryId: prompt },
    );
    return message;
  };
  const first = await ask("one thing", "p1");
  await ask("another thing", "p2");
  await rig.chat.setStatus(first, { state: "done", note: "cancelled" });
  await rig.sees("question p2");

  rig.type("1");
  await rig.core.received(3);
  rig.type("1");

  const got = (await rig.core.received(4)).slice(2);
  expect(got).toMatchObject([
    { kind: "choice", prompt: "p2" },
    { kind: "choice", prompt: "p1" },
  ]);
});

test("asks a form field by field and keeps the answers out of the history", async () => {
  const rig = await openRig();
  rig.core.forms.push({
    id: "f1",
    title: "Standup",
    submitLabel: "Send",
    fields: [
      { id: "done", label: "What is done?", kind: "line", required: true },
      { id: "next", label: "What is next?", kind: "line", required: false, initial: "tests" },
    ],
  });
  rig.type("/form");
  await rig.sees("What is done? (required)");

  rig.type("");
  await rig.sees("This one is required; /cancel leaves the form.");
  rig.type("the parser");
  await rig.sees("What is next? (optional, Enter takes: tests)");
  rig.type("");

  expect((await rig.core.received(1))[0]).toMatchObject({
    kind: "form",
    form: "f1",
    values: { done: "the parser", next: "tests" },
  });
  expect(readFileSync(join(rig.folder, "history"), "utf8")).toBe("/form\n");
});

test("leaves a form with /cancel and with Ctrl-C, and sends nothing", async () => {
  const rig = await openRig();
  const form = {
    id: "f1",
    title: "Standup",
    submitLabel: "Send",
    fields: [{ id: "a", label: "Anything?", kind: "line" as const, required: false }],
  };
  rig.core.forms.push(form, { ...form, title: "Retro" });
  rig.type("/form");
  await rig.sees("Standup · /cancel leaves the form");

  rig.type("/cancel");
  await rig.sees("Form left");
  rig.type("/form");
  await rig.sees("Retro · /cancel leaves the form");
  rig.key(CTRL_C);
  await vi.waitFor(() => expect(rig.screen.text.split("Form left").length - 1).toBe(2), WAIT);
  rig.type("a message");

  expect((await rig.core.received(1)).map(({ kind }) => kind)).toEqual(["message"]);
});

test("gives earlier input back with the arrow key, from the last start as well", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "history"), "from last week\n");
  const rig = await openRig({ folder });
  await asked(rig, "from today");

  rig.key(UP);
  await rig.sees("› from today");
  rig.key(UP);
  await vi.waitFor(() => expect(bottom(rig, 1)).toEqual(["› from last week"]), WAIT);

  expect(readFileSync(join(folder, "history"), "utf8")).toBe("from last week\nfrom today\n");
});

test("completes commands and agents with Tab", async () => {
  const rig = await openRig();

  rig.key("/sta");
  rig.key("\t");
  await rig.sees("› /status");
  rig.key("@sec");
  rig.key("\t");

  await rig.sees("› /status @security-architect");
});

test("clears the line with Ctrl-C, and leaves with the second one", async () => {
  const rig = await openRig();
  let isClosed = false;
  rig.chat.onClose(() => (isClosed = true));
  rig.key("unfinished");
  await rig.sees("unfinished");

  rig.key(CTRL_C);
  await rig.sees("Line cleared. Ctrl-C again leaves");
  expect(isClosed).toBe(false);
  rig.type("never mind");
  await rig.core.received(1);
  rig.key(CTRL_C);
  await rig.sees("\nCtrl-C again leaves");
  expect(isClosed).toBe(false);
  rig.key(CTRL_C);

  await vi.waitFor(() => expect(isClosed).toBe(true), WAIT);
  await rig.sees("Goodbye. 1 request goes on without you.");
});

test("leaves with Ctrl-D and gives the terminal back as it was", async () => {
  const rig = await openRig();
  let closed = 0;
  rig.chat.onClose(() => (closed += 1));

  rig.key(CTRL_D);

  await vi.waitFor(() => expect(closed).toBe(1), WAIT);
  await rig.chat.stop();
  expect(closed).toBe(1);
  expect(rig.rawModes.at(-1)).toBe(false);
  expect(rig.raw().lastIndexOf("\u001b[?2004l")).toBeGreaterThan(rig.raw().lastIndexOf("\u001b[?2004h"));
  expect(rig.screen.rows).toEqual(["switchyard · type a request, /help shows more", "Goodbye."]);
});

test("uses colours only when it may", async () => {
  const plain = await openRig({ colors: false });
  const coloured = await openRig({ colors: true });
  await asked(plain, "hello");
  await asked(coloured, "hello");

  const colour = "\u001b[36m";
  expect(plain.raw()).not.toContain(colour);
  expect(coloured.raw()).toContain(colour);
});

test("folds many open requests into a few rows", async () => {
  const rig = await openRig();

  for (let count = 1; count <= 9; count += 1) rig.type(`request ${count}`);
  await rig.core.received(9);

  await rig.sees("… and 3 more");
  expect(rig.screen.rows.filter((row) => row.startsWith("✓ #"))).toHaveLength(6);
});
