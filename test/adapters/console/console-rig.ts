import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, vi } from "vitest";
import type { ConsoleChatOptions } from "../../../adapters/console/create-console-chat.ts";
import { createConsoleChat } from "../../../adapters/console/create-console-chat.ts";
import { openConsoleRoom } from "../../../adapters/console/console-room.ts";
import type { Form, Incoming } from "../../../src/chat/messages.ts";
import { TerminalScreen } from "./terminal-screen.ts";

export const ADA = { id: "ada", name: "Ada", timeZone: "Europe/London", groups: ["backend"] };
export const WORKSPACE = "acme";
export const WAIT = { timeout: 60_000, interval: 5 };

const COMMANDS = [
  { name: "status", args: "[task]", summary: "says where work stands" },
  { name: "form", args: "", summary: "opens a form" },
  {
    name: "report",
    args: "[task | agent | team | everything]",
    summary:
      "tells so much about a task, an agent or a team that one row cannot hold it, wherever it is shown",
  },
];

let lastId = 0;
let now = Date.UTC(2026, 0, 5, 9);

/** Ids that grow and never repeat, as ULIDs do. */
export function newId(): string {
  lastId += 1;
  return `id${String(lastId).padStart(8, "0")}`;
}

/** A clock that moves a millisecond with each look, so that order in time is order of happening. */
export function tick(): Date {
  now += 1;
  return new Date(now);
}

export function passTime(ms: number): void {
  now += ms;
}

/** A folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A core that accepts everything unless it is told otherwise. */
export class FakeCore {
  readonly got: Incoming[] = [];
  /** What commands and choices open, one after the other; then they count as they are. */
  readonly forms: Form[] = [];
  decide: (incoming: Incoming) => Promise<"accepted" | "duplicate"> = async () => "accepted";

  async receive(incoming: Incoming): Promise<"accepted" | "duplicate"> {
    this.got.push(incoming);
    return this.decide(incoming);
  }

  async formFor(): Promise<Form | undefined> {
    return this.forms.shift();
  }

  /** What has come in, once there are so many. */
  async received(count: number): Promise<readonly Incoming[]> {
    await vi.waitFor(() => expect(this.got.length).toBeGreaterThanOrEqual(count), WAIT);
    return this.got;
  }
}

/** The streams of a terminal or of a pipe, and what is to be seen at their far end. */
export function createStreams(isTTY: boolean, columns: number) {
  const rawModes: boolean[] = [];
  const input = Object.assign(
    new PassThrough(),
    isTTY ? { setRawMode: (mode: boolean) => rawModes.push(mode) } : {},
  );
  const output = Object.assign(new PassThrough(), isTTY ? { columns, isTTY } : {});
  const screen = new TerminalScreen(isTTY ? columns : Number.POSITIVE_INFINITY);
  const written: string[] = [];
  output.on("data", (chunk: Buffer) => {
    written.push(chunk.toString("utf8"));
    screen.write(chunk.toString("utf8"));
  });
  return { input, output, screen, rawModes, raw: () => written.join("") };
}

export interface RigOptions extends Partial<ConsoleChatOptions> {
  readonly folder?: string;
}

/** A console chat on fake streams with its journal in `folder`. */
export function createConsoleRig({ folder = makeFolder(), ...options }: RigOptions = {}) {
  const isTTY = options.isTTY ?? true;
  const columns = typeof options.columns === "number" ? options.columns : 80;
  const streams = createStreams(isTTY, columns);
  const chat = createConsoleChat({
    workspace: WORKSPACE,
    user: ADA,
    input: streams.input,
    output: streams.output,
    isTTY,
    colors: false,
    columns,
    journal: join(folder, "journal"),
    files: join(folder, "files"),
    historyFile: join(folder, "history"),
    commands: COMMANDS,
    agents: ["qa-lead", "security-architect"],
    now: tick,
    newId,
    pollMs: 5,
    ...options,
  });
  const core = new FakeCore();
  const room = openConsoleRoom({ folder: join(folder, "journal"), workspace: WORKSPACE, newId });
  const key = (keys: string): void => void streams.input.write(keys);
  return {
    ...streams,
    chat,
    core,
    folder,
    /** The room as another process sees it. */
    room,
    key,
    /** Types a line and enters it. */
    type: (line: string): void => key(line + (isTTY ? "\r" : "\n")),
    async start(): Promise<void> {
      await chat.start(core);
    },
    /** Waits until the text is on the screen. */
    async sees(text: string): Promise<void> {
      await vi.waitFor(() => expect(streams.screen.text).toContain(text), WAIT);
    },
    async close(): Promise<void> {
      await chat.stop();
      room.close();
    },
  };
}

export type ConsoleRig = ReturnType<typeof createConsoleRig>;

/** A started console that is closed after the test. */
export async function openRig(options: RigOptions = {}): Promise<ConsoleRig> {
  const rig = createConsoleRig(options);
  onTestFinished(rig.close);
  await rig.start();
  return rig;
}
