import type { ChatPort } from "../chat/chat-port.ts";
import type { Incoming, IncomingFile } from "../chat/messages.ts";
import { portFor } from "../chat/port-for.ts";
import type { Attachment } from "./attachment.ts";

/** Reads what came with a message; never rejects, for a request counts without its files too. */
export type CollectAttachments = (incoming: Incoming) => Promise<readonly Attachment[]>;

type Reader = Pick<ChatPort, "platform" | "workspaces" | "readFile">;

const MAX_FILES = 5;
/** A log or a source file; more would not fit before an agent either. */
export const MAX_FILE_BYTES = 200_000;

async function read(
  incoming: Incoming,
  file: IncomingFile,
  readFile: NonNullable<ChatPort["readFile"]>,
): Promise<Attachment> {
  const { name, sizeBytes = 0 } = file;
  if (sizeBytes > MAX_FILE_BYTES) return { name, problem: `larger than ${MAX_FILE_BYTES / 1_000} kB` };
  try {
    const text = await readFile(incoming, file, MAX_FILE_BYTES);
    return text === undefined ? { name, problem: "no text, or larger than it said" } : { name, text };
  } catch {
    return { name, problem: "the platform did not give it" };
  }
}

/** The files of a message by the port that brought it; those that cannot be read are named with the reason. */
export function createCollectAttachments(chats: () => readonly Reader[]): CollectAttachments {
  return async (incoming) => {
    if (incoming.kind !== "message" || incoming.files.length === 0) return [];
    const { readFile } = portFor(chats(), incoming) ?? {};
    if (readFile === undefined)
      return incoming.files.map(({ name }) => ({ name, problem: "files cannot be read on this platform" }));
    const [taken, left] = [incoming.files.slice(0, MAX_FILES), incoming.files.slice(MAX_FILES)];
    const attachments = await Promise.all(taken.map(async (file) => read(incoming, file, readFile)));
    return [
      ...attachments,
      ...left.map(({ name }) => ({ name, problem: `only the first ${MAX_FILES} files are read` })),
    ];
  };
}
