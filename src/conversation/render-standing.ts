import type { Incoming } from "../chat/messages.ts";
import { threadKey } from "../chat/message-key.ts";
import { waitsForGpu } from "../gpu/waits-for-gpu.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { isTheirs } from "../people/requester-of.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { queueStanding, renderWait } from "./queue-standing.ts";

const LISTED = 10;
const SEARCHED = 200;

/** Durations as people say them: "40 s", "12 min", "3 h", "2 d". */
export function ago(ms: number): string {
  const steps: readonly [number, string][] = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
  ];
  const step = steps.find(([size]) => ms >= size);
  return step === undefined
    ? `${Math.max(0, Math.round(ms / 1000))} s`
    : `${Math.floor(ms / step[0])} ${step[1]}`;
}

/** One task in one line. */
export function taskLine(task: Task, nowMs: number): string {
  const primary = assignmentsOf(task).find(({ role }) => role === "primary");
  const age = ago(nowMs - Date.parse(isTerminal(task.state) ? task.updatedAt : task.createdAt));
  const why = task.error === undefined ? "" : ` (${task.error.ref})`;
  const owner = task.owner === undefined ? "" : ` with ${task.owner.name}`;
  const blocked =
    task.blocked === undefined || isTerminal(task.state) ? "" : `, blocked: ${task.blocked.reason}`;
  return `- **${task.id}** ${task.state}${why}, ${primary?.agent ?? "nobody"}${owner}${blocked}, ${age}${isTerminal(task.state) ? " ago" : ""}: ${task.title}`;
}

/** Who of a task waits for a GPU worker, and whether that ends by itself. */
async function gpuLines(task: Task, { store }: ConversationDeps): Promise<string[]> {
  if (isTerminal(task.state)) return [];
  return (await waitsForGpu(task, store)).map(
    ({ agent, prefers }) =>
      `${agent} waits for a GPU worker${prefers ? "; if none is free in time, it works without." : "."}`,
  );
}

/** One task with its place in the queue while it waits. */
export async function renderTask(task: Task, deps: ConversationDeps): Promise<string> {
  const line = [taskLine(task, deps.clock.now()), ...(await gpuLines(task, deps))].join("\n");
  if (task.state !== "queued") return line;
  const standing = await queueStanding(task, deps);
  return `${line}\n${standing.ahead === 0 ? "It is next in the queue." : renderWait(standing)}`;
}

/** Answers "how far is it": the named task, else the thread's, else what its asker has open. */
export async function renderStanding(
  text: string,
  incoming: Incoming,
  deps: ConversationDeps,
): Promise<string> {
  const nowMs = deps.clock.now();
  const named = /\bT\d+\b/iu.exec(text)?.[0].toUpperCase();
  if (named !== undefined) {
    const task = await deps.store.tasks.get(named);
    return task === undefined
      ? `I know no task ${named}. \`/tasks\` lists the recent ones.`
      : renderTask(task, deps);
  }
  const here =
    incoming.thread === undefined ? undefined : await deps.store.tasks.ofThread(threadKey(incoming));
  if (here !== undefined) return renderTask(here, deps);
  const open = await deps.store.tasks.listOpen(SEARCHED);
  const person = deps.people.of({ platform: incoming.platform, userId: incoming.from.id });
  const mine = open.filter((task) => isTheirs(task, person, deps.people));
  if (mine.length === 0)
    return open.length === 0 ? "Nothing is open." : `Nothing of yours is open; ${open.length} of others are.`;
  return mine
    .slice(0, LISTED)
    .map((task) => taskLine(task, nowMs))
    .join("\n");
}
