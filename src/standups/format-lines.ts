import { shorten, toLine } from "../text/shorten.ts";
import type { BlockedLine, WorkLine } from "./team-work.ts";

const LONGEST_TITLE = 70;
const MOST_LINES = 6;

/** A title inside a line of Markdown: nothing in it starts a link, a mention or emphasis of its own. */
export function plainTitle(title: string, maxChars = LONGEST_TITLE): string {
  return shorten(toLine(title).replace(/[[\]<>`*_]/gu, ""), maxChars);
}

/** `**T12** Fix the pool test (debug)`, the number as a link where there is one. */
export function formatTask({ taskId, title, agents, link }: WorkLine): string {
  const name = link === undefined ? `**${taskId}**` : `[**${taskId}**](${link})`;
  const who = agents.length === 0 ? "" : ` (${agents.slice(0, 3).join(", ")})`;
  return `${name} ${plainTitle(title)}${who}`;
}

/** At most six items, and how many are left out. */
export function formatList(items: readonly string[], more = "`/tasks` lists them"): string[] {
  const shown = items.slice(0, MOST_LINES).map((item) => `- ${item}`);
  const left = items.length - shown.length;
  return left === 0 ? shown : [...shown, `- and ${left} more: ${more}`];
}

/** How long something has gone on, in the largest fitting unit: `3 h`. */
export function formatAge(sinceMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.round((nowMs - sinceMs) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

export function formatBlocked(
  line: BlockedLine,
  { nowMs, nameOf }: { readonly nowMs: number; readonly nameOf: (who: string) => string },
): string {
  const on = line.waitsOn.length === 0 ? "" : `, on ${line.waitsOn.slice(0, 3).map(nameOf).join(", ")}`;
  const escalated = line.isEscalated ? ", escalated" : "";
  return `${formatTask({ ...line, agents: [] })}: ${line.what}${on}, for ${formatAge(Date.parse(line.since), nowMs)}${escalated}`;
}
