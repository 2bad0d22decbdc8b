import type { Pace } from "../chat/chat-port.ts";
import type { Incoming, MessageRef, MessageState } from "../chat/messages.ts";
import type { LoggedEvent, NewEvent } from "../events/event.ts";
import type { LoadRepository } from "../orchestration/load/load-repository.ts";
import type { InboxRecord } from "../inbox/inbox-record.ts";
import type { ClaimedLane, NewDelivery } from "../outbox/delivery.ts";
import type { NewRouteLabel, RouteLabel } from "../router/learning/route-label.ts";
import type { AgentResult, Task } from "../tasks/task.ts";

/** Something that all attempts failed on, kept until somebody retries or dismisses it. */
export interface DeadLetter {
  readonly kind: "message" | "task" | "delivery";
  readonly id: string;
  readonly atMs: number;
}

/** A small record of a feature of its own, such as a risk: JSON that the feature has a schema for. */
export interface DocumentChange {
  readonly kind: string;
  readonly id: string;
  /** `null` removes it. */
  readonly value: string | null;
  /**
   * What must be stored (`null`: nothing) for the whole commit to be written, else "conflict". Absent: whatever is
   * there is overwritten.
   */
  readonly expected?: string | null;
}

/** Writes that happen together or not at all: the transactional outbox. */
export interface Changes {
  readonly inbox?: { readonly key: string; readonly state: MessageState; readonly round?: number };
  /** Version must be one above the stored one (1 for a new task), else nothing is written: "conflict". */
  readonly task?: Task;
  readonly result?: { readonly taskId: string; readonly field: string; readonly result: AgentResult };
  readonly events?: readonly NewEvent[];
  readonly deliveries?: readonly NewDelivery[];
  readonly deadLetter?:
    { readonly add: Omit<DeadLetter, "atMs"> } | { readonly remove: Omit<DeadLetter, "atMs"> };
  /** From now on this thread is the task's as well. */
  readonly thread?: { readonly threadKey: string; readonly taskId: string };
  /** Remembers an open question of the bot in a thread; `null` forgets it. */
  readonly question?: { readonly threadKey: string; readonly value: string | null };
  /** What somebody said about the route of a request. */
  readonly label?: NewRouteLabel;
  /** At most one change for each kind and id. */
  readonly documents?: readonly DocumentChange[];
}

export interface UnitOfWork {
  commit(changes: Changes): Promise<"committed" | "conflict">;
}

export interface InboxRepository {
  /** Durable when it resolves. A key seen before, within the retention, is a duplicate. Deliveries are enqueued with an acceptance only. */
  accept(
    key: string,
    incoming: Incoming,
    deliveries?: readonly NewDelivery[],
  ): Promise<"accepted" | "duplicate">;
  get(key: string): Promise<InboxRecord | undefined>;
  /** Accepted messages nobody has handed on, oldest first. */
  listOpen(olderThanMs: number, limit: number): Promise<string[]>;
  /** The task id that belongs to a message: the same for every call with the same key. */
  reserveTaskId(key: string): Promise<string>;
}

export interface TaskRepository {
  get(id: string): Promise<Task | undefined>;
  /** The task whose thread this is. */
  ofThread(threadKey: string): Promise<Task | undefined>;
  /** Not yet terminal, oldest first. */
  listOpen(limit: number): Promise<Task[]>;
  /** All kinds, newest first. */
  listRecent(limit: number): Promise<Task[]>;
  results(taskId: string): Promise<ReadonlyMap<string, AgentResult>>;
}

export interface EventLog {
  /** In order of writing. */
  ofTask(taskId: string): Promise<LoggedEvent[]>;
  /** After the given event id ("0" for the beginning), in order. */
  since(eventId: string, limit: number): Promise<LoggedEvent[]>;
}

export interface DeliveryFailure {
  readonly lane: string;
  readonly fence: number;
  readonly deliveryId: string;
  /** Whether the message may have arrived all the same. */
  readonly unsure: boolean;
  /** When to try again; "never" makes it a dead letter and lets the lane go on. */
  readonly retryAtMs: number | "never";
  /**
   * The platform asked for it, and it is no failure: holds all lanes of the channel back as long, or, where a status
   * or an edit was refused, those of the workspace.
   */
  readonly pauseChannel?: boolean;
}

export interface ClaimOptions {
  readonly lanes: number;
  readonly perLane: number;
  readonly leaseMs: number;
  /** Absent: all that is due. */
  readonly pace?: Pace | undefined;
}

export interface DeliveryRepository {
  /**
   * Takes due lanes of an address for `leaseMs`; a lane of a crashed process is due again after its lease. With a
   * pace, only what may be sent at once: urgent deliveries first, then in the lanes of a channel what waits
   * longest. What it takes counts as sent.
   */
  claim(address: string, options: ClaimOptions): Promise<ClaimedLane[]>;
  /** Marks a delivery as sent; "fenced" when somebody else has taken the lane since. */
  settle(
    lane: { readonly lane: string; readonly fence: number },
    delivery: { readonly id: string; readonly revision: number },
    ref?: MessageRef,
  ): Promise<"settled" | "fenced">;
  fail(failure: DeliveryFailure): Promise<"recorded" | "fenced">;
  /** Gives a lane back before its lease ends. */
  release(lane: { readonly lane: string; readonly fence: number }): Promise<void>;
  /** When the next lane of this address is due, milliseconds since the epoch. */
  nextDueMs(address: string): Promise<number | undefined>;
  /** Whether it was sent at least once; a live message that changes has arrived all the same. */
  hasArrived(deliveryId: string): Promise<boolean>;
  /** Puts a dead delivery back at the head of its lane. */
  revive(deliveryId: string): Promise<boolean>;
  /** Several in one write, those of a lane in the order in which they are given; returns how many were dead. */
  reviveAll(deliveryIds: readonly string[]): Promise<number>;
  pendingCount(address: string): Promise<number>;
  /** The message that a delivery became, for as long as deliveries are kept. */
  refOf(deliveryId: string): Promise<MessageRef | undefined>;
}

export interface DeadLetterRepository {
  list(limit: number): Promise<DeadLetter[]>;
}

export interface QuestionRepository {
  get(threadKey: string): Promise<string | undefined>;
}

/** Kept until somebody removes them. */
export interface DocumentRepository {
  get(kind: string, id: string): Promise<string | undefined>;
  /** All of a kind, by id. */
  list(kind: string): Promise<ReadonlyMap<string, string>>;
}

/** What people said about routes, for the router to learn from. */
export interface LabelRepository {
  /** After the given label id ("0" for the beginning), in order of writing. */
  since(labelId: string, limit: number): Promise<RouteLabel[]>;
  /** Drops labels for good; returns how many there were. */
  forget(labelIds: readonly string[]): Promise<number>;
}

/** Wakes dispatchers in every process when deliveries were enqueued. Lossy: pollers stay correct without it. */
export interface WakeSignal {
  onWake(listener: (address: string) => void): Promise<() => Promise<void>>;
}

/** Old and abandoned things, removed in small steps. */
export interface Housekeeping {
  /** Drops events, labels and finished tasks older than this, and gives up lanes nobody could deliver since then. */
  sweep(before: {
    readonly eventsMs: number;
    readonly tasksMs: number;
    readonly deliveriesMs: number;
    /** Absent: no label is dropped. */
    readonly labelsMs?: number;
  }): Promise<{ readonly abandoned: number }>;
}

/** The one store. Every implementation, and every fake, passes `test/store.contract.ts`. */
export interface Store extends UnitOfWork {
  readonly inbox: InboxRepository;
  readonly tasks: TaskRepository;
  readonly events: EventLog;
  readonly deliveries: DeliveryRepository;
  readonly deadLetters: DeadLetterRepository;
  readonly questions: QuestionRepository;
  readonly labels: LabelRepository;
  readonly load: LoadRepository;
  readonly documents: DocumentRepository;
  readonly wake: WakeSignal;
  readonly housekeeping: Housekeeping;
}
