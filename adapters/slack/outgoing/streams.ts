import type { OutgoingMessage, WorkProgress } from "../../../src/chat/messages.ts";
import { BotError, messageOf } from "../../../src/errors.ts";
import type { Logger } from "../../../src/log/logger.ts";
import { LIMITS } from "./limits.ts";
import type { SlackCalls } from "./slack-call.ts";
import { causeOf, meaningOf, slackWordOf } from "./slack-errors.ts";
import type { Meaning } from "./slack-errors.ts";
import { cardsOf, firstChunks, progressChunks } from "./stream-chunks.ts";
import { createThreadAuthors } from "./thread-authors.ts";

/** Where a stream begins; `channel` is the real one. */
export interface StreamStart {
  readonly workspace: string;
  readonly channel: string;
  /** Streams are replies. */
  readonly thread: string | undefined;
  readonly message: OutgoingMessage;
  readonly deliveryId: string;
}

/** A message that is a stream, or was one, or never. */
export interface StreamPlace {
  readonly workspace: string;
  readonly channel: string;
  readonly ts: string;
}

export interface Streams {
  /** The time of the message that a stream of this has become; undefined: nothing was shown, post it. */
  start(what: StreamStart): Promise<string | undefined>;
  /** Whether the stream shows this now; false: it is no stream any more, change the message. */
  show(place: StreamPlace, message: OutgoingMessage): Promise<boolean>;
  /** Ends it, so that the message can be changed; what has ended already stays so. */
  end(place: StreamPlace): Promise<void>;
}

export interface StreamsDeps {
  readonly calls: SlackCalls;
  readonly log: Logger;
  readonly now: () => number;
  /** Off: everything is posted and changed. */
  readonly isOn: boolean;
  /** Does something later and gives back how to take that back. */
  readonly later: (ms: number, act: () => void) => () => void;
}

/** Slack ends a stream by itself about five minutes after its beginning, and the message looks broken until it is changed. */
const LIFE_MS = 240_000;
/** Likewise one to which nothing is added for about half a minute. */
const QUIET_MS = 20_000;
const LACKING_MS = 6 * 3_600_000;
const KEPT = 5_000;

/** What Slack answers where streams, or cards in them, are not to be had in the whole workspace. */
const LACKING = new Set([
  "feature_not_enabled",
  "invalid_arguments",
  "invalid_blocks",
  "invalid_chunks",
  "method_deprecated",
  "missing_scope",
  "not_allowed_token_type",
  "not_supported",
  "unknown_method",
]);

/** The same call may help later; after all others it is known that nothing was shown. */
const OPEN_ENDED: ReadonlySet<Meaning> = new Set<Meaning>(["unknown", "retry", "access"]);

interface Known {
  readonly state: "open" | "ended";
  /** Cards before this one are there as they will stay. */
  readonly settled: number;
  readonly forgetQuiet: () => void;
}

interface Streaming extends StreamsDeps {
  readonly known: Map<string, Known>;
  /** Workspaces without streams, and until when that is believed. */
  readonly lacking: Map<string, number>;
  readonly authorOf: ReturnType<typeof createThreadAuthors>;
}

/**
 * Work in progress as a stream of Slack's: cards that are added to a message. What is sent can be sent again, so that a
 * lost answer doubles nothing; a stream that is over, or that Slack does not let us go on with, is a message like others
 * from then on. Several processes may add to the same one.
 */
export function createStreams(deps: StreamsDeps): Streams {
  const authorOf = createThreadAuthors(deps.calls);
  const streaming: Streaming = { ...deps, known: new Map(), lacking: new Map(), authorOf };
  return {
    start: async (what) => start(streaming, what),
    show: async (place, message) => show(streaming, place, message),
    end: async (place) => end(streaming, place),
  };
}

function keyOf({ workspace, channel, ts }: StreamPlace): string {
  return `${workspace} ${channel} ${ts}`;
}

function note({ known }: Streaming, place: StreamPlace, next: Known): void {
  known.get(keyOf(place))?.forgetQuiet();
  if (known.size >= KEPT) known.clear();
  known.set(keyOf(place), next);
}

function noteOpen(streaming: Streaming, place: StreamPlace, { earlier, steps }: WorkProgress): void {
  const forgetQuiet = streaming.later(QUIET_MS, () => {
    end(streaming, place).catch((error: unknown) =>
      streaming.log.warn({ error: messageOf(error) }, "a quiet stream did not end"),
    );
  });
  note(streaming, place, { state: "open", settled: earlier + steps.length, forgetQuiet });
}

function noteEnded(streaming: Streaming, place: StreamPlace): void {
  note(streaming, place, { state: "ended", settled: 0, forgetQuiet: () => undefined });
}

function isHad({ isOn, lacking, now }: Streaming, workspace: string): boolean {
  return isOn && (lacking.get(workspace) ?? 0) <= now();
}

/** What of a message can be streamed: work that is not over and fits. */
function streamable({ progress }: OutgoingMessage): WorkProgress | undefined {
  return progress === undefined || progress.isOver || cardsOf(progress) > LIMITS.tasks ? undefined : progress;
}

async function end(streaming: Streaming, place: StreamPlace): Promise<void> {
  noteEnded(streaming, place);
  const { workspace, channel, ts } = place;
  try {
    await streaming.calls.call(workspace, "chat.stopStream", (client) =>
      client.chat.stopStream({ channel, ts }),
    );
  } catch (error) {
    const meaning = meaningOf(causeOf(error));
    if (OPEN_ENDED.has(meaning) || meaning === "limited") throw error;
  }
}

async function start(streaming: Streaming, what: StreamStart): Promise<string | undefined> {
  const { workspace, channel, thread, message, deliveryId } = what;
  const progress = streamable(message);
  if (progress === undefined || message.choices === undefined) return undefined;
  if (thread === undefined || !isHad(streaming, workspace)) return undefined;
  const recipient = await streaming.authorOf({ workspace, channel, thread });
  if (recipient === undefined) return undefined;
  const chunks = firstChunks(progress, message.choices, deliveryId);
  try {
    const { ts } = await streaming.calls.call(workspace, "chat.startStream", (client) =>
      client.chat.startStream({
        channel,
        thread_ts: thread,
        ...recipient,
        task_display_mode: "plan",
        chunks,
      }),
    );
    if (ts === undefined)
      throw new BotError("chat.unknown_outcome", "Slack named no message.", { retryable: true });
    noteOpen(streaming, { workspace, channel, ts }, progress);
    return ts;
  } catch (error) {
    if (OPEN_ENDED.has(meaningOf(causeOf(error)))) throw error;
    noteRefusal(streaming, workspace, error);
    return undefined;
  }
}

function noteRefusal({ lacking, log, now }: Streaming, workspace: string, error: unknown): void {
  const word = slackWordOf(causeOf(error));
  const isLacking = LACKING.has(word ?? "") || meaningOf(causeOf(error)) === "unsupported";
  if (isLacking) lacking.set(workspace, now() + LACKING_MS);
  log.info({ workspace, error: word, isLacking }, "Slack took no stream");
}

async function show(streaming: Streaming, place: StreamPlace, message: OutgoingMessage): Promise<boolean> {
  const { workspace, channel, ts } = place;
  const before = streaming.known.get(keyOf(place));
  if (before?.state === "ended" || message.progress === undefined) return false;
  const progress = streamable(message);
  const isYoung = streaming.now() - Number(ts) * 1_000 < LIFE_MS;
  if (progress === undefined || !isYoung || !isHad(streaming, workspace)) {
    if (before !== undefined) await end(streaming, place);
    return false;
  }
  const chunks = progressChunks(progress, before?.settled ?? 0);
  try {
    await streaming.calls.call(workspace, "chat.appendStream", (client) =>
      client.chat.appendStream({ channel, ts, chunks }),
    );
  } catch (error) {
    const meaning = meaningOf(causeOf(error));
    if (OPEN_ENDED.has(meaning) || meaning === "limited") throw error;
    noteEnded(streaming, place);
    return false;
  }
  noteOpen(streaming, place, progress);
  return true;
}
