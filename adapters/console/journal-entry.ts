import { z } from "zod";
import { Choices, Incoming, MessageRef, MessageStatus } from "../../src/chat/messages.ts";

const at = z.iso.datetime();

/** A file that was saved for a message: what it is called and where it lies. */
export const SavedFile = z.object({ name: z.string(), path: z.string() });
export type SavedFile = z.infer<typeof SavedFile>;

/** One line of the console's journal. Lines of kinds that this version does not know are passed over. */
export const JournalEntry = z.discriminatedUnion("entry", [
  /** A person sent something; written before the core sees it, so that a crash in between loses nothing. */
  z.object({
    entry: z.literal("sent"),
    at,
    /** The terminal it was sent from. */
    session: z.string(),
    /** Sent by a command that reports its own failure; nobody sends it again unasked. */
    once: z.boolean().default(false),
    incoming: Incoming,
  }),
  /** The core has it; `id` is that of the sent entry. */
  z.object({ entry: z.literal("accepted"), id: z.string() }),
  /** The core could not take it. */
  z.object({ entry: z.literal("refused"), id: z.string(), reason: z.string() }),
  /** A thread got its number. When two processes took the same one, the later line gets the next free one. */
  z.object({
    entry: z.literal("thread"),
    channel: z.string(),
    root: z.string(),
    number: z.number().int().min(1),
  }),
  z.object({
    entry: z.literal("post"),
    at,
    ref: MessageRef,
    deliveryId: z.string(),
    text: z.string(),
    choices: Choices.optional(),
    files: z.array(SavedFile).default([]),
    privateTo: z.string().optional(),
  }),
  z.object({
    entry: z.literal("update"),
    id: z.string(),
    text: z.string(),
    choices: Choices.optional(),
    files: z.array(SavedFile).default([]),
  }),
  z.object({ entry: z.literal("status"), id: z.string(), status: MessageStatus }),
]);
export type JournalEntry = z.infer<typeof JournalEntry>;

/** The entry on a line; undefined when the line is torn, damaged or from a newer version. */
export function parseJournalLine(line: string): JournalEntry | undefined {
  try {
    const parsed = JournalEntry.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
