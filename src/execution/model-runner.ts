import type { Attachment } from "../attachments/attachment.ts";
import type { Spend } from "../budgets/spend.ts";
import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import type { NewEvent } from "../events/event.ts";
import type { Remembered } from "../memory/create-memory.ts";
import type { AgentResult, ResultUsage, Task } from "../tasks/task.ts";
import { placeOf } from "../workflow/stage-state.ts";
import type { WorkspaceSearch } from "../workspace/workspace-search.ts";
import type { AgentRun, AgentRunner } from "./agent-runner.ts";
import type { RelatedTask } from "./find-related-tasks.ts";
import { DELIVER } from "./loop/deliver-tool.ts";
import type { LoopLimits } from "./loop/loop-limits.ts";
import { runToolLoop } from "./loop/run-tool-loop.ts";
import type { LoopResult } from "./loop/run-tool-loop.ts";
import { createWorkRecord } from "./loop/work-record.ts";
import type { WorkRecord } from "./loop/work-record.ts";
import type { ChatModel } from "./model/chat-model.ts";
import type { ModelPrice } from "./model/model-price.ts";
import { withEstimates } from "./model/with-estimates.ts";
import { costOf } from "./model/usage.ts";
import { pickChecklist } from "./pick-checklist.ts";
import { estimateTokens } from "./prompt/estimate-tokens.ts";
import { createFence } from "./prompt/fence.ts";
import type { Fence } from "./prompt/fence.ts";
import { renderSystemPrompt } from "./prompt/system-prompt.ts";
import { renderTaskPrompt } from "./prompt/task-prompt.ts";
import { describeEffort, describeFiles } from "./report/describe-work.ts";
import { toResult } from "./report/to-result.ts";
import type { AgentTool, ToolSource } from "./tool.ts";
import { createUsageNotes } from "./usage-notes.ts";
import type { UsageNotes } from "./usage-notes.ts";

export interface ModelRunnerDeps {
  /** The model of a run, with what steps in for it; rejects with `llm.model_unavailable`. */
  readonly modelFor: (
    run: AgentRun,
    onFailure: (failure: { readonly model: string; readonly code: string }) => void,
  ) => Promise<ChatModel>;
  readonly tools: ToolSource;
  readonly search: WorkspaceSearch;
  /** Earlier tasks about the same thing, best first. */
  readonly relatedTasks: (task: Task) => Promise<readonly RelatedTask[]>;
  /** What the place of a task knows; absent: nothing. */
  readonly memoryOf?: (task: Task) => Promise<Remembered>;
  /** Files that came with the request of a task; absent: none are known. */
  readonly attachmentsOf?: (task: Task) => Promise<readonly Attachment[]>;
  /** How people call the workspace. */
  readonly workspaceName: string;
  readonly limits: LoopLimits;
  /** Of the system prompt and the task together. */
  readonly promptTokens: number;
  readonly priceOf: (model: string) => ModelPrice | undefined;
  readonly currency: string;
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the fence around texts from outside. */
  readonly random: () => number;
  /** Keeps events; what it rejects with is ignored. */
  readonly note: (events: readonly NewEvent[]) => Promise<void>;
  /** The budget that keeps it from going on, by what is used and not on record yet; absent: none does. */
  readonly heldBy?: (run: AgentRun, used: Spend) => Promise<string | undefined>;
}

const PASSAGES = 8;
const RELATED = 5;
/** The agent's own text takes no more of the prompt than this. */
const AGENT_SHARE = 0.4;

interface Work extends AgentRun {
  readonly deps: ModelRunnerDeps;
  readonly record: WorkRecord;
  readonly fence: Fence;
  readonly startedMs: number;
  readonly notes: UsageNotes;
}

/**
 * Agents that work with a language model and tools. Running one twice asks the model twice; what its tools leave behind
 * is their affair. What it used is noted as events, answer by answer, also when it fails. A stopped run leaves a summary of what was done
 * in its progress. Rejects with what `runToolLoop` rejects with.
 */
export function createModelRunner(deps: ModelRunnerDeps): AgentRunner {
  return {
    name: "model",
    async run(run) {
      const record = createWorkRecord();
      const { task, agent, assignment } = run;
      const by = { taskId: task.id, agent: agent.id, assignment: assignment.id };
      const work: Work = {
        ...run,
        deps,
        record,
        notes: createUsageNotes({ ...deps, by }),
        fence: createFence(deps.random),
        startedMs: deps.clock.now(),
      };
      try {
        const result = await withTools(work);
        run.progress({ kind: "summary", text: `Done: ${effortOf(work)}.`, isInResult: true });
        return result;
      } catch (error) {
        const isStopped =
          run.signal.aborted || (error instanceof BotError && error.code === "execution.stopped");
        const facts = `${effortOf(work)}. ${describeFiles(record.changed)}`;
        run.progress({
          kind: "summary",
          text: `${isStopped ? "Stopped" : "Ended without a result"}: ${facts}`,
        });
        throw error;
      } finally {
        await work.notes.flush();
      }
    },
  };
}

/** No tool of the same name twice, and none in the place of the report's. */
function usable(tools: readonly AgentTool[]): readonly AgentTool[] {
  const byName = new Map<string, AgentTool>();
  for (const tool of tools) if (tool.name !== DELIVER && !byName.has(tool.name)) byName.set(tool.name, tool);
  return [...byName.values()];
}

async function withTools(work: Work): Promise<AgentResult> {
  const { deps } = work;
  const failures: Promise<void>[] = [];
  const model = await deps.modelFor(work, ({ model: name, code }) => {
    work.progress({ kind: "turn" });
    const data = { agent: work.agent.id, assignment: work.assignment.id, model: name, code };
    failures.push(deps.note([{ type: "model.failed", taskId: work.task.id, data }]).catch(() => undefined));
  });
  const open = await deps.tools.open(work);
  try {
    const done = await loopOver(work, work.notes.watch(withEstimates(model)), usable(open.tools));
    // Work is worth more than its patch: that stays in the worktree all the same.
    const patch = work.record.changed.length === 0 ? "" : await open.changes?.().catch(() => "");
    return toAgentResult(work, { ...done, ...(patch === undefined ? {} : { patch }) });
  } finally {
    await open.close();
    await Promise.all(failures);
  }
}

async function loopOver(work: Work, model: ChatModel, tools: readonly AgentTool[]): Promise<LoopResult> {
  const { deps, fence, progress, record, signal } = work;
  const seen = new Set<string>();
  const prompts = await promptsOf(work, tools, seen);
  return runToolLoop({
    ...prompts,
    model,
    tools,
    fence,
    limits: deps.limits,
    clock: deps.clock,
    signal,
    record,
    progress,
    steering: async () => newMessages(work, seen),
    // A store that does not answer is no reason to stop working.
    heldBy: async () => deps.heldBy?.(work, work.notes.unnoted()).catch(() => undefined),
  });
}

async function promptsOf(
  work: Work,
  tools: readonly AgentTool[],
  seen: Set<string>,
): Promise<{ readonly system: string; readonly prompt: string }> {
  const { agent, assignment, deps, fence, received, task } = work;
  const { promptTokens, search, workspaceName } = deps;
  const [passages, related, followUps, memory, attachments] = await Promise.all([
    search.search(task.text, PASSAGES),
    // A task can be done without knowing what came before.
    deps.relatedTasks(task).catch(() => []),
    work.followUps(),
    deps.memoryOf?.(task).catch(() => undefined),
    deps.attachmentsOf?.(task),
  ]);
  for (const { key } of followUps) seen.add(key);
  const stage = placeOf(task, assignment.id)?.stage ?? { title: "", purpose: "work", mode: "parallel" };
  const maxAgentTokens = Math.floor(promptTokens * AGENT_SHARE);
  const system = renderSystemPrompt({
    agent,
    assignment,
    stage,
    workspaceName,
    tools,
    deliver: DELIVER,
    fence,
    maxAgentTokens,
  });
  const { text: prompt } = renderTaskPrompt({
    task,
    received,
    followUps,
    passages,
    related: related.slice(0, RELATED),
    checklist: pickChecklist(agent, task.text),
    ...(memory === undefined ? {} : { memory }),
    ...(attachments === undefined ? {} : { attachments }),
    fence,
    maxTokens: Math.max(promptTokens - estimateTokens(system), Math.floor(promptTokens * AGENT_SHARE)),
  });
  return { system, prompt };
}

/** What people wrote since the agent looked last, for its next turn. */
async function newMessages(work: Work, seen: Set<string>): Promise<readonly string[]> {
  // A store that does not answer is no reason to stop working.
  const all = await work.followUps().catch(() => []);
  const fresh = all.filter(({ key }) => !seen.has(key));
  for (const { key, from } of fresh) {
    seen.add(key);
    work.progress({ kind: "step", text: `read what ${from} wrote` });
  }
  if (fresh.length === 0) return [];
  const texts = fresh.map(({ from, at, text }) => work.fence.wrap(`message of ${from} at ${at}`, text));
  return [
    `People wrote in the thread while you worked. Take it into account as far as it belongs to your task:\n\n${texts.join("\n\n")}`,
  ];
}

function toAgentResult(
  work: Work,
  { report, limit, patch = "" }: LoopResult & { readonly patch?: string },
): AgentResult {
  const { agent, assignment, record, task } = work;
  return toResult({
    report,
    record,
    usage: usageOf(work),
    agent,
    taskId: task.id,
    patch,
    role: assignment.role,
    isJoint: placeOf(task, assignment.id)?.stage.mode === "joint",
    ...(limit === undefined ? {} : { limit }),
  });
}

/** The sum over all models that answered; undefined as soon as one of them has no price. */
function costOfRun({ record, deps }: Work): number | undefined {
  let sum = 0;
  for (const [model, usage] of record.usageOf) {
    const price = deps.priceOf(model);
    if (price === undefined) return undefined;
    sum += costOf(usage, price);
  }
  return sum;
}

function usageOf(work: Work): ResultUsage {
  const { record, deps, startedMs } = work;
  const cost = costOfRun(work);
  return {
    models: [...record.usageOf.keys()],
    ...record.usage,
    ...(cost === undefined ? {} : { cost, currency: deps.currency }),
    turns: record.turns,
    steps: record.steps.length,
    durationMs: deps.clock.now() - startedMs,
  };
}

function effortOf(work: Work): string {
  const { cost, currency = "", durationMs } = usageOf(work);
  return describeEffort(work.record, {
    cost: cost === undefined ? undefined : { amount: cost, currency },
    durationMs,
  });
}
