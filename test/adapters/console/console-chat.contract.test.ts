import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, vi } from "vitest";
import type { MessageState } from "../../../src/chat/messages.ts";
import { chatPortContract } from "../../chat-port.contract.ts";
import type { ChatPortHarness, PlatformEvent, SeenMessage } from "../../chat-port.contract.ts";
import { ADA, WORKSPACE, createConsoleRig } from "./console-rig.ts";
import type { ConsoleRig } from "./console-rig.ts";

const CHANNEL = { platform: "console", workspace: WORKSPACE, channel: "terminal" };
const WORD = /[\p{L}\p{N}]+/gu;
/** What the hostile text of the contract would make a terminal do. */
const INJECTIONS = ["\u001b[2J", "\u001b]0;", "\u0007", "\u0000", "\u202e"];

/** The journal as the platform's truth, held against what was really written to the terminal. */
function readSeen(rig: ConsoleRig): readonly SeenMessage[] {
  rig.room.refresh();
  const { sent, posts } = rig.room.state;
  const statusOf = (state: MessageState | undefined): MessageState[] => (state === undefined ? [] : [state]);
  const said = [...sent.values()].flatMap(({ incoming, status }) =>
    incoming.kind === "message"
      ? [{ ...incoming, statuses: statusOf(status?.state), choices: [], files: {}, privateTo: undefined }]
      : [],
  );
  const posted = [...posts.values()].map((post) => ({
    id: post.ref.id,
    thread: post.ref.thread,
    text: post.text,
    statuses: [],
    choices: post.chosen === undefined ? (post.choices?.options.map((option) => option.label) ?? []) : [],
    files: Object.fromEntries(post.files.map((file) => [file.name, readFileSync(file.path, "utf8")])),
    privateTo: post.privateTo,
  }));
  const seen = [...said, ...posted].map((message) => ({ ...message, thread: message.thread }));
  return seen.sort((a, b) => a.id.localeCompare(b.id));
}

function checkShown(messages: readonly SeenMessage[], rig: ConsoleRig): void {
  const shown = new Set(stripVTControlCharacters(rig.raw()).match(WORD));
  const missing = messages
    .flatMap((message) => [
      message.text,
      ...message.choices,
      ...(message.privateTo === undefined ? [] : ["only"]),
    ])
    .flatMap((text) => text.match(WORD) ?? [])
    .filter((word) => !shown.has(word));
  expect(missing).toEqual([]);
  expect(INJECTIONS.filter((sequence) => rig.raw().includes(sequence))).toEqual([]);
}

/** Types a line and finds what became of it. */
async function enter(rig: ConsoleRig, line: string): Promise<PlatformEvent> {
  const before = rig.room.state.sent.size;
  rig.type(line);
  const taken = () => {
    rig.room.refresh();
    return [...rig.room.state.sent.values()][before];
  };
  // A console that was stopped takes nothing any more, which is what the contract asks.
  await vi.waitFor(() => expect(taken()).toBeDefined(), { timeout: 1_000, interval: 2 }).catch(() => {});
  return {
    acknowledged: () => taken()?.delivery === "accepted",
    redeliver: async () => rig.type("/resend"),
  };
}

async function fillForm(rig: ConsoleRig, values: Readonly<Record<string, string>>): Promise<PlatformEvent> {
  const answers = Object.values(values);
  const last = answers.pop() ?? "";
  for (const answer of answers) {
    const asked = rig.raw().length;
    for (const line of answer.split("\n")) rig.type(line);
    if (answer.includes("\n")) rig.type("");
    await vi.waitFor(() => expect(rig.raw().slice(asked)).toMatch(/required|optional/u), { timeout: 60_000 });
  }
  return enter(rig, last);
}

async function makeHarness(isTTY: boolean): Promise<ChatPortHarness> {
  const folder = mkdtempSync(join(tmpdir(), "console-contract-"));
  const rig = createConsoleRig({ isTTY, folder });

  const numberOf = (root: string): number => {
    rig.room.refresh();
    return rig.room.state.threadOf(CHANNEL.channel, root)?.number ?? 0;
  };

  return {
    port: rig.chat,
    channel: CHANNEL,
    person: ADA,
    missingId: "id99999999",
    say: async (text, thread) => enter(rig, thread === undefined ? text : `#${numberOf(thread)} ${text}`),
    async choose(ref, value) {
      rig.room.refresh();
      const options = rig.room.state.posts.get(ref.id)?.choices?.options ?? [];
      const position = options.findIndex((option) => option.value === value) + 1;
      return enter(rig, `#${numberOf(ref.thread ?? ref.id)} ${position}`);
    },
    command: async (args) => enter(rig, args === "" ? "/status" : `/status ${args}`),
    ...(isTTY ? { fillForm: async (values: Readonly<Record<string, string>>) => fillForm(rig, values) } : {}),
    async seen() {
      const messages = readSeen(rig);
      await vi.waitFor(() => checkShown(messages, rig), { timeout: 60_000, interval: 5 });
      return messages;
    },
    async close() {
      await rig.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

chatPortContract("The console on a terminal", async () => makeHarness(true));
chatPortContract("The console on a pipe", async () => makeHarness(false));
