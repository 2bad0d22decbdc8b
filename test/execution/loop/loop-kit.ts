import { z } from "zod";
import { runToolLoop } from "../../../src/execution/loop/run-tool-loop.ts";
import type { LoopOptions } from "../../../src/execution/loop/run-tool-loop.ts";
import { createWorkRecord } from "../../../src/execution/loop/work-record.ts";
import { createFence } from "../../../src/execution/prompt/fence.ts";
import type { ProgressUpdate } from "../../../src/execution/progress/progress-update.ts";
import type { AgentTool } from "../../../src/execution/tool.ts";
import { createFakeModel } from "../../fakes/fake-model.ts";
import type { Script, ScriptedTurn } from "../../fakes/fake-model.ts";
import { createVirtualClock } from "../../fakes/virtual-clock.ts";

export const REPORT = { summary: "The pool leaks.", confidence: 0.8 };
export const DELIVERED: ScriptedTurn = { calls: [{ name: "deliver_report", input: REPORT }] };

export const LIMITS = {
  steps: 6,
  tokens: 100_000,
  wallClockMs: 60_000,
  contextTokens: 20_000,
  toolResultChars: 400,
  mistakes: 2,
};

export function aTool(over: Partial<AgentTool<{ path: string }>> = {}): AgentTool<{ path: string }> {
  return {
    name: "read_file",
    description: "Reads a file.",
    class: "read",
    input: z.object({ path: z.string() }),
    run: async ({ path }) => ({ text: `text of ${path}`, step: `read ${path}` }),
    ...over,
  };
}

export function reads(path: string): ScriptedTurn {
  return { calls: [{ name: "read_file", input: { path } }] };
}

/** A loop around a scripted model. */
export function setUp(script: Script, over: Partial<LoopOptions> = {}) {
  const { model, asked } = createFakeModel(script);
  const clock = createVirtualClock();
  const record = createWorkRecord();
  const updates: ProgressUpdate[] = [];
  const run = async () =>
    runToolLoop({
      model,
      tools: [aTool()],
      system: "system",
      prompt: "prompt",
      fence: createFence(() => 0.5),
      limits: LIMITS,
      clock,
      signal: new AbortController().signal,
      record,
      progress: (update) => updates.push(update),
      steering: async () => [],
      ...over,
    });
  return { run, asked, clock, record, updates };
}

/** The script that answers turn by turn, and repeats its last turn. */
export function turns(...all: readonly ScriptedTurn[]): Script {
  return (_request, turn) => all[Math.min(turn, all.length - 1)]!;
}
