import { z } from "zod";
import { threadKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";
import type { LoggedEvent } from "../events/event.ts";
import { foldEvents } from "../events/fold-events.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import { memoryText } from "./memory-text.ts";

const KIND = "thread-memory";
const MAX_ENTRIES = 16;
const MAX_CHARS = 600;

/** One thing that happened in a thread. */
export const ThreadEntry = z.object({
  kind: z.enum(["asked", "answered", "decided"]),
  taskId: z.string(),
  at: z.iso.datetime(),
  /** Name of a person, or an agent. */
  by: z.string(),
  text: z.string(),
});
export type ThreadEntry = z.infer<typeof ThreadEntry>;

const Entries = z.array(ThreadEntry);

type Parts = Pick<Store, "commit" | "documents" | "events" | "tasks">;

const By = z.object({ by: z.string(), stage: z.string().optional(), effect: z.string().optional() });
const DECISIONS: Readonly<Partial<Record<LoggedEvent["type"], string>>> = {
  "stage.approved": "approved the stage",
  "stage.refused": "refused the stage",
  "stage.skipped": "left out the stage",
  "effect.approved": "approved",
  "effect.refused": "refused",
};

/** What the lead of the last stage said at the end. */
async function answerOf(task: Task, { tasks }: Pick<Store, "tasks">) {
  const last = assignmentsOf(task).findLast(({ role, result }) => role === "primary" && result !== undefined);
  const result = (await tasks.results(task.id)).get(last?.result ?? "");
  return last === undefined || result === undefined ? undefined : { by: last.agent, text: result.summary };
}

async function toEntry(
  { type, at, data }: LoggedEvent,
  task: Task,
  store: Pick<Store, "tasks">,
): Promise<ThreadEntry | undefined> {
  const of = { taskId: task.id, at };
  if (type === "task.created") {
    const by = task.requester.name ?? task.requester.id;
    return { ...of, kind: "asked", by, text: memoryText(task.text, MAX_CHARS) };
  }
  if (type === "task.done") {
    const said = await answerOf(task, store);
    return said && { ...of, kind: "answered", by: said.by, text: memoryText(said.text, MAX_CHARS) };
  }
  const verb = DECISIONS[type];
  const decision = By.safeParse(data).data;
  if (verb === undefined || decision === undefined) return undefined;
  const stage = task.plan.stages.find(({ id }) => id === decision.stage)?.title;
  const what = stage ?? decision.effect ?? decision.stage ?? "";
  return { ...of, kind: "decided", by: decision.by, text: memoryText(`${verb} ${what}`, MAX_CHARS) };
}

async function stored(key: string, { documents }: Pick<Store, "documents">): Promise<string | undefined> {
  return documents.get(KIND, key);
}

function parse(key: string, json: string | undefined): ThreadEntry[] {
  return json === undefined ? [] : parseStored(Entries, json, `docs:${KIND} ${key}`);
}

async function foldPage(page: readonly LoggedEvent[], store: Parts): Promise<DocumentChange[]> {
  const threads = new Map<string, { readonly before: string | undefined; readonly entries: ThreadEntry[] }>();
  for (const event of page) {
    const isTold = event.type === "task.created" || event.type === "task.done" || event.type in DECISIONS;
    const task = !isTold || event.taskId === undefined ? undefined : await store.tasks.get(event.taskId);
    const entry = task === undefined ? undefined : await toEntry(event, task, store);
    if (task === undefined || entry === undefined) continue;
    const key = threadKey(task.thread);
    const before = threads.has(key) ? threads.get(key)?.before : await stored(key, store);
    const entries = threads.get(key)?.entries ?? parse(key, before);
    threads.set(key, { before, entries: [...entries, entry].slice(-MAX_ENTRIES) });
  }
  return [...threads].map(([id, { before, entries }]) => ({
    kind: KIND,
    id,
    value: JSON.stringify(entries),
    expected: before ?? null,
  }));
}

/** What was asked, answered and decided in a thread, oldest first, the last few only: a projection of the event log. */
export async function readThread(thread: Conversation, store: Parts): Promise<ThreadEntry[]> {
  await foldEvents("thread-memory", store, async (page) => foldPage(page, store));
  const key = threadKey(thread);
  return parse(key, await stored(key, store));
}

export function threadRemoval(thread: Conversation): DocumentChange {
  return { kind: KIND, id: threadKey(thread), value: null };
}

/** Removals of threads in which nothing has happened since then. */
export async function oldThreads(
  beforeMs: number,
  { documents }: Pick<Store, "documents">,
): Promise<DocumentChange[]> {
  return [...(await documents.list(KIND))].flatMap(([id, json]) => {
    const isOld = parse(id, json).every(({ at }) => Date.parse(at) < beforeMs);
    // Whoever adds to it in between keeps it.
    return isOld ? [{ kind: KIND, id, value: null, expected: json }] : [];
  });
}
