import { threadKey } from "../../src/chat/message-key.ts";
import type { LoggedEvent, NewEvent } from "../../src/events/event.ts";
import type { InboxRecord } from "../../src/inbox/inbox-record.ts";
import type { NewDelivery } from "../../src/outbox/delivery.ts";
import type { RouteLabel } from "../../src/router/learning/route-label.ts";
import type { Changes, DeadLetter, DocumentChange, Housekeeping, Store } from "../../src/store/store.ts";
import { isTerminal } from "../../src/tasks/task.ts";
import type { AgentResult, Task } from "../../src/tasks/task.ts";

interface Tables {
  readonly inbox: Map<string, InboxRecord>;
  /** Messages that nobody handed on, and since when. */
  readonly openInbox: Map<string, number>;
  readonly tasks: Map<string, Task>;
  readonly threads: Map<string, string>;
  readonly results: Map<string, Map<string, AgentResult>>;
  readonly deadLetters: Map<string, DeadLetter>;
  readonly questions: Map<string, string>;
  readonly documents: Map<string, Map<string, string>>;
  labels: RouteLabel[];
  /** Grows with every label ever written. */
  labelCount: number;
  events: LoggedEvent[];
}

export interface MemoryRecords extends Pick<
  Store,
  "inbox" | "tasks" | "events" | "deadLetters" | "questions" | "labels" | "documents"
> {
  /** Writes everything but the deliveries; false, and nothing written, on a version conflict. */
  apply(changes: Changes): boolean;
  log(event: NewEvent): void;
  bury(letter: Omit<DeadLetter, "atMs">): void;
  unbury(letter: Omit<DeadLetter, "atMs">): void;
  sweep(before: Parameters<Housekeeping["sweep"]>[0]): void;
}

export interface MemoryRecordsOptions {
  readonly now: () => number;
  readonly enqueue: (deliveries: readonly NewDelivery[]) => void;
}

/** All of the store but the outbox. */
export function createMemoryRecords({ now, enqueue }: MemoryRecordsOptions): MemoryRecords {
  const tables: Tables = {
    inbox: new Map(),
    openInbox: new Map(),
    tasks: new Map(),
    threads: new Map(),
    results: new Map(),
    deadLetters: new Map(),
    questions: new Map(),
    documents: new Map(),
    labels: [],
    labelCount: 0,
    events: [],
  };
  const log = createLogger(tables, now);
  const graveyard = createGraveyard(tables, now);
  return {
    ...graveyard,
    log,
    apply: (changes) => applyChanges(changes, tables, { now, log, ...graveyard }),
    sweep: (before) => sweepTables(before, tables),
    inbox: createInbox(tables, { now, log, enqueue }),
    tasks: createTasks(tables),
    events: createEvents(tables),
    deadLetters: {
      list: async (limit) =>
        [...tables.deadLetters.values()]
          .reverse()
          .sort((a, b) => b.atMs - a.atMs)
          .slice(0, limit)
          .map((letter) => ({ ...letter })),
    },
    questions: { get: async (key) => tables.questions.get(key) },
    labels: createLabels(tables),
    documents: createDocuments(tables),
  };
}

type Graveyard = Pick<MemoryRecords, "bury" | "unbury">;

function nameOf(letter: Omit<DeadLetter, "atMs">): string {
  return `${letter.kind}:${letter.id}`;
}

function createGraveyard(tables: Tables, now: () => number): Graveyard {
  return {
    bury: ({ kind, id }) => {
      // Taken out first: the newest burial stands last.
      tables.deadLetters.delete(nameOf({ kind, id }));
      tables.deadLetters.set(nameOf({ kind, id }), { kind, id, atMs: now() });
    },
    unbury: (letter) => {
      tables.deadLetters.delete(nameOf(letter));
    },
  };
}

function createLogger(tables: Tables, now: () => number): MemoryRecords["log"] {
  let written = 0;
  return (event) => {
    written++;
    const at = new Date(now()).toISOString();
    tables.events.push({ ...event, data: { ...event.data }, id: `${written}-0`, at });
  };
}

function applyChanges(
  changes: Changes,
  tables: Tables,
  { now, log, bury, unbury }: Graveyard & Pick<MemoryRecords, "log"> & Pick<MemoryRecordsOptions, "now">,
): boolean {
  const { task, inbox, result, question, deadLetter, label } = changes;
  if (task !== undefined && task.version !== (tables.tasks.get(task.id)?.version ?? 0) + 1) return false;
  const { documents = [] } = changes;
  if (documents.some((document) => isUnexpected(document, tables))) return false;
  for (const document of documents) writeDocument(document, tables);
  if (task !== undefined) {
    tables.tasks.set(task.id, task);
    if (task.version === 1) tables.threads.set(threadKey(task.thread), task.id);
  }
  if (changes.thread !== undefined) tables.threads.set(changes.thread.threadKey, changes.thread.taskId);
  const record = inbox === undefined ? undefined : tables.inbox.get(inbox.key);
  if (inbox !== undefined && record !== undefined) {
    tables.inbox.set(inbox.key, { ...record, state: inbox.state, round: inbox.round ?? record.round });
    if (inbox.state === "received") tables.openInbox.set(inbox.key, now());
    else tables.openInbox.delete(inbox.key);
  }
  if (result !== undefined) {
    const fields = tables.results.get(result.taskId) ?? new Map<string, AgentResult>();
    tables.results.set(result.taskId, fields.set(result.field, result.result));
  }
  for (const event of changes.events ?? []) log(event);
  if (label !== undefined) {
    tables.labelCount++;
    tables.labels.push({ ...label, id: `${tables.labelCount}-0`, at: new Date(now()).toISOString() });
  }
  if (question?.value === null) tables.questions.delete(question.threadKey);
  else if (question !== undefined) tables.questions.set(question.threadKey, question.value);
  if (deadLetter !== undefined && "add" in deadLetter) bury(deadLetter.add);
  else if (deadLetter !== undefined) unbury(deadLetter.remove);
  return true;
}

function isUnexpected({ kind, id, expected }: DocumentChange, { documents }: Tables): boolean {
  return expected !== undefined && (documents.get(kind)?.get(id) ?? null) !== expected;
}

function writeDocument({ kind, id, value }: DocumentChange, { documents }: Tables): void {
  const ofKind = documents.get(kind) ?? new Map<string, string>();
  documents.set(kind, ofKind);
  if (value === null) ofKind.delete(id);
  else ofKind.set(id, value);
}

function createDocuments({ documents }: Tables): Store["documents"] {
  return {
    get: async (kind, id) => documents.get(kind)?.get(id),
    list: async (kind) => new Map([...(documents.get(kind) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function createInbox(
  tables: Tables,
  { now, log, enqueue }: MemoryRecordsOptions & Pick<MemoryRecords, "log">,
): Store["inbox"] {
  let taskSequence = 0;
  return {
    async accept(key, incoming, deliveries = []) {
      if (tables.inbox.has(key)) return "duplicate";
      const copy = structuredClone(incoming);
      tables.inbox.set(key, { key, incoming: copy, state: "received", acceptedAtMs: now(), round: 1 });
      tables.openInbox.set(key, now());
      log({ type: "message.received", messageKey: key, data: { kind: incoming.kind } });
      enqueue(structuredClone(deliveries));
      return "accepted";
    },
    get: async (key) => structuredClone(tables.inbox.get(key)),
    listOpen: async (olderThanMs, limit) =>
      [...tables.openInbox]
        .filter(([, sinceMs]) => sinceMs <= olderThanMs)
        .sort(([, a], [, b]) => a - b)
        .slice(0, limit)
        .map(([key]) => key),
    async reserveTaskId(key) {
      const record = tables.inbox.get(key);
      if (record?.taskId !== undefined) return record.taskId;
      taskSequence++;
      const taskId = `T${taskSequence}`;
      if (record !== undefined) tables.inbox.set(key, { ...record, taskId });
      return taskId;
    },
  };
}

function createTasks(tables: Tables): Store["tasks"] {
  const oldestFirst = () =>
    [...tables.tasks.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return {
    get: async (id) => structuredClone(tables.tasks.get(id)),
    ofThread: async (key) => structuredClone(tables.tasks.get(tables.threads.get(key) ?? "")),
    listOpen: async (limit) =>
      structuredClone(
        oldestFirst()
          .filter((task) => !isTerminal(task.state))
          .slice(0, limit),
      ),
    listRecent: async (limit) => structuredClone(oldestFirst().reverse().slice(0, limit)),
    results: async (taskId) => structuredClone(tables.results.get(taskId) ?? new Map()),
  };
}

function numberOf(eventId: string): number {
  return Number(eventId.split("-")[0]);
}

/** How many events have at most this number; their numbers grow. */
function countUpTo(number: number, events: readonly LoggedEvent[]): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(events[middle]?.id ?? "") <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function createEvents(tables: Tables): Store["events"] {
  return {
    ofTask: async (taskId) => structuredClone(tables.events.filter((event) => event.taskId === taskId)),
    async since(eventId, limit) {
      const start = countUpTo(numberOf(eventId), tables.events);
      return structuredClone(tables.events.slice(start, start + limit));
    },
  };
}

function createLabels(tables: Tables): Store["labels"] {
  return {
    since: async (labelId, limit) =>
      structuredClone(tables.labels.filter(({ id }) => numberOf(id) > numberOf(labelId)).slice(0, limit)),
    async forget(labelIds) {
      const before = tables.labels.length;
      tables.labels = tables.labels.filter(({ id }) => !labelIds.includes(id));
      return before - tables.labels.length;
    },
  };
}

function sweepTables(before: Parameters<Housekeeping["sweep"]>[0], tables: Tables): void {
  tables.events = tables.events.filter((event) => Date.parse(event.at) >= before.eventsMs);
  const { labelsMs = 0 } = before;
  tables.labels = tables.labels.filter((label) => Date.parse(label.at) >= labelsMs);
  for (const task of tables.tasks.values()) {
    if (!isTerminal(task.state) || Date.parse(task.updatedAt) > before.tasksMs) continue;
    tables.tasks.delete(task.id);
    tables.results.delete(task.id);
    tables.events = tables.events.filter((event) => event.taskId !== task.id);
  }
}
