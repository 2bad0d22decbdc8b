import type { Clock } from "../../clock.ts";
import { BotError } from "../../errors.ts";
import type { ChatModel, ModelAnswer, ModelMessage, ModelTool, ToolCall } from "../model/chat-model.ts";
import { cutForModel } from "../prompt/cut-for-model.ts";
import type { Fence } from "../prompt/fence.ts";
import type { AgentReport } from "../report/agent-report.ts";
import { findReport, readReport, toSchema } from "../report/read-report.ts";
import type { ReadReport } from "../report/read-report.ts";
import type { AgentTool } from "../tool.ts";
import type { ProgressUpdate } from "../progress/progress-update.ts";
import { callTool } from "./call-tool.ts";
import { DELIVER, DELIVER_TOOL } from "./deliver-tool.ts";
import type { LoopLimits } from "./loop-limits.ts";
import { shrinkHistory } from "./shrink-history.ts";
import { stoppedError, untilAborted } from "./until-aborted.ts";
import type { WorkRecord } from "./work-record.ts";

export interface LoopOptions {
  readonly model: ChatModel;
  readonly tools: readonly AgentTool[];
  readonly system: string;
  readonly prompt: string;
  readonly fence: Fence;
  readonly limits: LoopLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Everything that is done is noted here, also of a run that ends with an error. */
  readonly record: WorkRecord;
  readonly progress: (update: ProgressUpdate) => void;
  /** What people wrote since it was called last, fenced. */
  readonly steering: () => Promise<readonly string[]>;
  /** What keeps the work from going on, asked before each further turn; absent: nothing but the limits. */
  readonly heldBy?: () => Promise<string | undefined>;
}

/** The report of a loop, and whether a limit made it end. */
export interface LoopResult {
  readonly report: AgentReport;
  readonly limit?: string;
}

const CLOSING =
  "You are out of room for further work. Hand in your report now, with what you have; put what is left to do under `nextSteps`.";
const REPAIRS = 1;

interface Loop extends LoopOptions {
  readonly messages: ModelMessage[];
  readonly toolsForModel: readonly ModelTool[];
  readonly deadline: AbortSignal;
  readonly deadlineMs: number;
  repairs: number;
  mistakes: number;
  limit: string | undefined;
}

/**
 * Lets a model work with tools until it hands in a report: asks it, carries out what it calls, tells it what came of it,
 * again and again within limits. At a limit it gets one more turn, for its report alone. A report that does not fit is
 * sent back once with its problems. Rejects with `agents.no_report`, `agents.tool_mistakes`, `execution.stopped`, and
 * with what the model or a tool rejects with.
 */
export async function runToolLoop(options: LoopOptions): Promise<LoopResult> {
  const over = new AbortController();
  const deadline = new AbortController();
  const { clock, limits } = options;
  void clock.sleep(limits.wallClockMs, over.signal).then(() => deadline.abort());
  const loop: Loop = {
    ...options,
    messages: [
      { role: "system", text: options.system },
      { role: "user", text: options.prompt },
    ],
    toolsForModel: [
      ...options.tools.map(({ name, description, input }) => ({
        name,
        description,
        schema: toSchema(input),
      })),
      DELIVER_TOOL,
    ],
    deadline: deadline.signal,
    deadlineMs: clock.now() + limits.wallClockMs,
    repairs: 0,
    mistakes: 0,
    limit: undefined,
  };
  try {
    for (;;) {
      const report = await takeTurn(loop);
      if (report !== undefined) return { report, ...(loop.limit === undefined ? {} : { limit: loop.limit }) };
    }
  } finally {
    over.abort();
  }
}

function limitReached({ limits, record, clock, deadlineMs }: Loop): string | undefined {
  if (record.turns >= limits.steps) return `${limits.steps} turns`;
  if (record.tokens >= limits.tokens) return `${limits.tokens} tokens`;
  return clock.now() >= deadlineMs ? `${Math.round(limits.wallClockMs / 1_000)} s` : undefined;
}

/** The first turn is asked about by whoever lets the work begin. */
async function mustEnd(loop: Loop): Promise<string | undefined> {
  if (loop.limit !== undefined) return undefined;
  return limitReached(loop) ?? (loop.record.turns === 0 ? undefined : loop.heldBy?.());
}

async function takeTurn(loop: Loop): Promise<AgentReport | undefined> {
  if (loop.signal.aborted) throw stoppedError();
  for (const text of await loop.steering()) loop.messages.push({ role: "user", text });
  const reached = await mustEnd(loop);
  if (reached !== undefined) {
    loop.limit = reached;
    loop.messages.push({ role: "user", text: CLOSING });
  }
  const answer = await ask(loop);
  loop.messages.push({ role: "assistant", text: answer.text, calls: answer.calls });
  if (answer.calls.length === 0) {
    const found = findReport(answer.text);
    if (found.ok) return found.report;
    sendBack(loop, found.problems);
    loop.messages.push({ role: "user", text: problemText(found, answer) });
    return undefined;
  }
  return answerCalls(loop, answer);
}

async function ask(loop: Loop): Promise<ModelAnswer> {
  const { model, messages, limits, signal, progress, record } = loop;
  const mustDeliver = loop.limit !== undefined || loop.repairs > 0;
  const request = {
    messages: shrinkHistory(messages, limits.contextTokens),
    tools: mustDeliver ? [DELIVER_TOOL] : loop.toolsForModel,
    ...(mustDeliver ? { mustCall: DELIVER } : {}),
    signal,
    onText: (piece: string) => progress({ kind: "text", piece }),
  };
  const answer = await untilAborted(async () => model.answer(request), signal);
  record.noteAnswer(answer);
  progress({ kind: "turn" });
  return answer;
}

/** The report when one of the calls hands in a good one; else every call has got its answer. */
async function answerCalls(loop: Loop, answer: ModelAnswer): Promise<AgentReport | undefined> {
  for (const call of answer.calls) {
    if (call.name !== DELIVER) {
      await carryOut(loop, call);
      continue;
    }
    const read: ReadReport =
      call.problem === undefined ? readReport(call.input) : { ok: false, problems: [call.problem] };
    if (read.ok) return read.report;
    sendBack(loop, read.problems);
    reply(loop, call, problemText(read, answer));
  }
  return undefined;
}

async function carryOut(loop: Loop, call: ToolCall): Promise<void> {
  // A model that was told to hand in its report has no other tools any more.
  const tools = loop.limit === undefined && loop.repairs === 0 ? loop.tools : [];
  const { outcome, step, isMistake } = await callTool(call, { ...loop, tools });
  const isError = outcome.isError === true;
  loop.record.noteStep({ tool: call.name, text: step, isError }, outcome);
  loop.progress({ kind: "step", text: step, ...(isError ? { isError } : {}) });
  const text = cutForModel(outcome.text, loop.limits.toolResultChars);
  reply(loop, call, loop.fence.wrap(`${isError ? "error" : "result"} of ${call.name}`, text));
  if (!isMistake) return;
  loop.mistakes += 1;
  if (loop.mistakes <= loop.limits.mistakes) return;
  throw new BotError(
    "agents.tool_mistakes",
    `${loop.model.name} called tools wrongly ${loop.mistakes} times, so the work was given up. A model that is better with tools is needed.`,
  );
}

function reply({ messages }: Loop, { id, name }: ToolCall, text: string): void {
  messages.push({ role: "tool", callId: id, name, text });
}

function problemText({ problems }: Extract<ReadReport, { ok: false }>, { isCut }: ModelAnswer): string {
  const short = isCut ? ["it was cut off because it was too long: be brief"] : [];
  const lines = [...problems, ...short].map((problem) => `- ${problem}`).join("\n");
  return `That is no report that can be used:\n${lines}\nCall \`${DELIVER}\` again with these corrected, and nothing else.`;
}

function sendBack(loop: Loop, problems: readonly string[]): void {
  loop.repairs += 1;
  if (loop.repairs <= REPAIRS) return;
  throw new BotError(
    "agents.no_report",
    `${loop.model.name} handed in no report that can be used, also not after it was told what was wrong: ${problems.join("; ")}.`,
  );
}
