import { randomUUID } from "node:crypto";
import type { OutgoingFile } from "../../../src/chat/messages.ts";
import type { Logger } from "../../../src/log/logger.ts";
import { messageOf } from "../../../src/errors.ts";
import { cut, LIMITS } from "./limits.ts";
import { renderMessage } from "./render-message.ts";
import { QUIET, toKnownBlocks } from "./post-message.ts";
import type { SlackCalls } from "./slack-call.ts";
import { splitMarkdown } from "./split-markdown.ts";

export interface Place {
  readonly workspace: string;
  readonly channel: string;
  /** The time of the message that the thread belongs to. */
  readonly thread: string;
}

export interface AttachDeps {
  readonly calls: SlackCalls;
  readonly log: Logger;
}

/** Messages that a text becomes where no file can be shared. */
const MOST_PARTS = 15;

function contentOf({ content, encoding }: OutgoingFile): Buffer {
  return Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
}

async function upload(
  { calls }: AttachDeps,
  { workspace, channel, thread }: Place,
  file: OutgoingFile,
): Promise<void> {
  const described = file.alt === undefined ? {} : { alt_text: cut(file.alt, LIMITS.altText) };
  const title = cut(file.alt ?? file.name, 200);
  await calls.call(workspace, "files.uploadV2", (client) =>
    client.files.uploadV2({
      channel_id: channel,
      thread_ts: thread,
      file: contentOf(file),
      filename: file.name,
      title,
      ...described,
    }),
  );
}

/** A text that cannot be shared as a file, said in the thread instead; a fence keeps what is no Markdown as it is. */
async function say(
  { calls }: AttachDeps,
  { workspace, channel, thread }: Place,
  file: OutgoingFile,
): Promise<void> {
  const isMarkdown = file.mediaType === "text/markdown";
  const text = isMarkdown ? file.content : `${file.name}\n\`\`\`\n${file.content}\n\`\`\``;
  for (const part of splitMarkdown(text, LIMITS.richText).slice(0, MOST_PARTS)) {
    const { text: fallback, blocks = [] } = renderMessage({ text: part });
    await calls.call(workspace, "chat.postMessage", (client) =>
      client.chat.postMessage({
        channel,
        thread_ts: thread,
        text: fallback,
        blocks: toKnownBlocks(blocks),
        ...QUIET,
      }),
    );
  }
}

/**
 * Shares the files that go with a post which is out already, so that nothing here may fail: a post that failed would be
 * posted again. What cannot be shared is said in the thread, and what cannot even be said is noted there and logged.
 */
export async function attachFiles(
  deps: AttachDeps,
  place: Place,
  files: readonly OutgoingFile[],
): Promise<void> {
  for (const file of files) {
    try {
      await upload(deps, place, file);
    } catch (error) {
      await insteadOf(deps, place, { file, error });
    }
  }
}

async function insteadOf(
  deps: AttachDeps,
  place: Place,
  { file, error }: { readonly file: OutgoingFile; readonly error: unknown },
): Promise<void> {
  const reference = randomUUID().slice(0, 8);
  deps.log.warn({ reference, channel: place.channel, error: messageOf(error) }, "Slack did not take a file");
  const isText = file.encoding === undefined && file.content.trim() !== "";
  const content = isText
    ? file
    : {
        ...file,
        content: `${file.alt ?? file.name}\n\n*It could not be attached (reference ${reference}).*`,
        mediaType: "text/markdown",
      };
  await say(deps, place, content).catch((failure: unknown) => {
    deps.log.warn({ reference, error: messageOf(failure) }, "nor what it says");
  });
}
