import { z } from "zod";
import { threadKey } from "../chat/message-key.ts";
import type { Conversation, OutgoingMessage } from "../chat/messages.ts";
import type { EscalationConfig } from "../config/escalation-config.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { nameOfEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";

const KIND = "escalation-digests";
const PROMPT = /^escalations\/(.+)\/(\d+)$/u;
/** So many are shown in a digest; the others are counted. */
export const LISTED = 30;

/** What one place heard lately: the pages one by one, and the digest that took the place of the rest. */
const Heard = z.object({
  pages: z.array(z.object({ id: z.string(), atMs: z.number() })),
  digest: z.object({ startMs: z.number(), ids: z.array(z.string()) }).optional(),
});
type Heard = z.infer<typeof Heard>;

/** Where a page goes: a message of its own, or the digest of its place. */
export interface PagePlan {
  readonly change: DocumentChange;
  /** Present where it is one of many: the digest with all that it holds now. */
  readonly digest?: { readonly startMs: number; readonly ids: readonly string[] };
}

function parse(place: string, stored: string | undefined): Heard {
  return stored === undefined ? { pages: [] } : parseStored(Heard, stored, `docs:${KIND} ${place}`);
}

/** Decides whether a page to a place is one too many within the time, and remembers it either way. */
export async function planPage(
  page: { readonly id: string; readonly to: Conversation; readonly nowMs: number; readonly isLate: boolean },
  limits: EscalationConfig["digest"],
  { documents }: Pick<Store, "documents">,
): Promise<PagePlan> {
  const place = threadKey(page.to);
  const stored = await documents.get(KIND, place);
  const heard = parse(place, stored);
  const sinceMs = page.nowMs - limits.withinMs;
  const recent = heard.pages.filter(({ atMs }) => atMs > sinceMs);
  const pages = [...recent, { id: page.id, atMs: page.nowMs }];
  const running = heard.digest !== undefined && heard.digest.startMs > sinceMs ? heard.digest : undefined;
  const isMany = new Set(pages.map(({ id }) => id)).size > limits.moreThan;
  if (!isMany && !page.isLate && running === undefined) return { change: changeOf(place, { pages }, stored) };
  const before = running?.ids ?? (page.isLate ? [] : recent.map(({ id }) => id));
  const digest = {
    startMs: running?.startMs ?? page.nowMs,
    ids: [...new Set([...before, page.id])],
  };
  return { change: changeOf(place, { pages, digest }, stored), digest };
}

function changeOf(place: string, heard: Heard, stored: string | undefined): DocumentChange {
  return { kind: KIND, id: place, value: JSON.stringify(heard), expected: stored ?? null };
}

export function digestId(to: Conversation, startMs: number): string {
  return `escalations.${threadKey(to)}.${startMs}`;
}

/** The place and the beginning of the digest that a choice is about; undefined for other choices. */
export function parseDigestPrompt(
  prompt: string,
): { readonly place: string; readonly startMs: number } | undefined {
  const [, place, start] = PROMPT.exec(prompt) ?? [];
  return place === undefined ? undefined : { place, startMs: Number(start) };
}

/** Takes one that is in somebody's hands out of its digest; undefined where it is not in it, or another has followed. */
export async function leaveDigest(
  { to, startMs, id }: { readonly to: Conversation; readonly startMs: number; readonly id: string },
  { documents }: Pick<Store, "documents">,
): Promise<PagePlan | undefined> {
  const place = threadKey(to);
  const stored = await documents.get(KIND, place);
  const heard = parse(place, stored);
  if (heard.digest?.startMs !== startMs || !heard.digest.ids.includes(id)) return undefined;
  const digest = { startMs, ids: heard.digest.ids.filter((one) => one !== id) };
  return { change: changeOf(place, { ...heard, digest }, stored), digest };
}

/** The escalations that a digest holds; none when it is an older one that another has followed. */
export async function idsOfDigest(
  { place, startMs }: { readonly place: string; readonly startMs: number },
  { documents }: Pick<Store, "documents">,
): Promise<readonly string[]> {
  const { digest } = parse(place, await documents.get(KIND, place));
  return digest?.startMs === startMs ? digest.ids : [];
}

/** One line of a digest. */
export function digestLine(escalation: Escalation): string {
  const { taskId, severity, problem } = escalation;
  const about = taskId === undefined ? "" : ` ${taskId}`;
  return `- **${nameOfEscalation(escalation)}**${about} (${severity}): ${problem.split("\n")[0]?.slice(0, 120) ?? ""}`;
}

/** All that came at once, as one message with one button for all; `shown` are the first of them. */
export function renderDigest(
  shown: readonly Escalation[],
  { to, startMs, count }: { readonly to: Conversation; readonly startMs: number; readonly count: number },
): OutgoingMessage {
  if (count === 0) return { text: "All that was escalated here is in somebody's hands." };
  const more = count > shown.length ? [`… and ${count - shown.length} more.`] : [];
  const head = count === 1 ? "**One matter is escalated:**" : `**${count} matters are escalated:**`;
  const text = [head, ...shown.map(digestLine), ...more, "`/escalations` shows each with its next step."];
  const options = [
    { value: "ack", label: "Acknowledge all", style: "primary" as const },
    { value: "take", label: "Take over all" },
    { value: "snooze", label: "Snooze all" },
  ];
  return {
    text: text.join("\n"),
    choices: { prompt: `escalations/${threadKey(to)}/${startMs}`, options, isQuiet: true },
  };
}
