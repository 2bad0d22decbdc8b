import type { Choice } from "../chat/messages.ts";
import { formatMoment } from "./moment.ts";

/** Something that the bot posted. */
export interface Post {
  readonly id: string;
  readonly atMs: number;
  /** The name of the thread in the scenario, or the channel as `#alerts`. */
  readonly place: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly privateTo: string | undefined;
}

const SHOWN_LINES = 6;

/** A post as a block: when, where, and its text; long ones are cut unless all of it is wanted. */
export function formatPost(post: Post, { full }: { readonly full: boolean }): string {
  const { atMs, place, text, choices, privateTo } = post;
  const lines = text.trimEnd().split("\n");
  const hidden = full ? 0 : Math.max(0, lines.length - SHOWN_LINES);
  const [first = "", ...rest] = hidden === 0 ? lines : lines.slice(0, SHOWN_LINES);
  const to = privateTo === undefined ? "" : ` (to ${privateTo})`;
  return [
    `${formatMoment(atMs)}  ${place} · switchyard${to}: ${first}`,
    ...rest.map((line) => `    ${line}`.trimEnd()),
    ...(hidden === 0 ? [] : [`    … ${hidden} more ${hidden === 1 ? "line" : "lines"}`]),
    ...choices.map(({ label }, index) => `    [${index + 1}] ${label}`),
  ].join("\n");
}
