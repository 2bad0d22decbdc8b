import type { Incoming, IncomingChoice } from "../../src/chat/messages.ts";
import { toPrintableLine, toPrintableText } from "./printable-text.ts";
import type { RenderOptions } from "./render-post.ts";
import type { RoomState } from "./room-state.ts";
import { rootOf } from "./room-state.ts";
import { truncateText } from "./text-width.ts";
import { wrapText } from "./wrap-text.ts";

/** A pasted log is in the person's hands already; its beginning tells which one it was. */
const MAX_ECHO_ROWS = 12;
const MAX_ECHO_CHARS = 2_000;
const MAX_LABEL_COLUMNS = 30;

function choiceLabel({ prompt, value }: IncomingChoice, state: RoomState): string {
  const post = [...state.posts.values()].find((post) => post.choices?.prompt === prompt);
  return post?.choices?.options.find((option) => option.value === value)?.label ?? value;
}

/** What somebody sent, in words. */
function describeIncoming(incoming: Incoming, state: RoomState): string {
  if (incoming.kind === "message") return incoming.text;
  if (incoming.kind === "command") return `/${incoming.name} ${incoming.args}`.trim();
  if (incoming.kind === "choice") return choiceLabel(incoming, state);
  if (incoming.kind === "edit") return incoming.text;
  if (incoming.kind === "deletion") return "(taken back)";
  if (incoming.kind === "reaction") return `(${incoming.verb})`;
  const fields = Object.entries(incoming.values);
  return fields.map(([field, value]) => `${field}: ${value}`).join("\n");
}

/** `#3` for what stands in a numbered thread, empty for a command that has none yet. */
export function threadLabel(incoming: Incoming, state: RoomState): string {
  const thread = state.threadOf(incoming.channel, rootOf(incoming));
  return thread === undefined ? "" : `#${thread.number}`;
}

/** The first words of what somebody sent, on one line. */
export function excerptOf(incoming: Incoming, state: RoomState): string {
  return toPrintableLine(describeIncoming(incoming, state).slice(0, MAX_ECHO_CHARS));
}

/** What to call something in a line about it: its thread's number, or a few words when it has none. */
export function labelOf(incoming: Incoming, state: RoomState): string {
  const label = threadLabel(incoming, state);
  if (label !== "") return label;
  return incoming.kind === "form" ? "your form" : truncateText(excerptOf(incoming, state), MAX_LABEL_COLUMNS);
}

/** What somebody sent, as rows behind its thread's number. */
export function renderSent(
  incoming: Incoming,
  state: RoomState,
  options: RenderOptions,
  who: string,
): string[] {
  const { theme, columns } = options;
  const label = threadLabel(incoming, state);
  const mark = `${label} ${who}›`.trimStart();
  const lead = { first: `${mark} `, rest: " ".repeat(mark.length + 1) };
  const whole = toPrintableText(describeIncoming(incoming, state));
  const lines = whole.slice(0, MAX_ECHO_CHARS).trimEnd().split("\n");
  const rows = lines.flatMap((line, index) =>
    wrapText(line, columns, index === 0 ? lead : { first: lead.rest, rest: lead.rest }),
  );
  const shown = rows.slice(0, MAX_ECHO_ROWS).map((row, index) => {
    if (index > 0) return theme.person(row);
    const text = row.slice(lead.first.length);
    return `${theme.thread(label)}${mark.slice(label.length)} ${theme.person(text)}`;
  });
  const isCut = rows.length > MAX_ECHO_ROWS || whole.length > MAX_ECHO_CHARS;
  return isCut ? [...shown, theme.quiet(`${lead.rest}… (${whole.length} characters in all)`)] : shown;
}
