import type { Choices, OutgoingMessage } from "../chat/messages.ts";
import { nameOfEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";
import type { Ladder } from "./ladder-event.ts";
import { namesOf } from "./names-of.ts";
import { levelAbove, levelOf } from "./ladder-levels.ts";

/** What can be done about an escalation by a press. */
export const PRESSES = ["ack", "take", "snooze", "resolve", "reassign", "raise", "convene"] as const;
export type Press = (typeof PRESSES)[number];

const LABELS: Readonly<Record<Press, string>> = {
  ack: "Acknowledge",
  take: "Take over",
  snooze: "Snooze",
  resolve: "Resolve",
  reassign: "Reassign",
  raise: "Raise",
  convene: "Ask for help",
};

const PROMPT = /^escalation\/(E\d+)$/u;
const SHOWN = 5;

export function escalationPrompt(escalation: Pick<Escalation, "no" | "id">): string {
  return `escalation/${nameOfEscalation(escalation)}`;
}

/** The name of the escalation that a choice is about; undefined for other choices. */
export function parseEscalationPrompt(prompt: string): string | undefined {
  return PROMPT.exec(prompt)?.[1];
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than all the rest of a card. */
function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, format);
  return format;
}

/** `3 Mar 09:00`, in a zone. */
export function momentText(atMs: number, zone: string): string {
  return formatIn(zone).format(atMs).replace(", ", " ");
}

/** `3 h`, `2 d`: how long something has lasted, in one unit. */
export function ageText(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} d`;
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [`${title}:`, ...items.slice(-SHOWN).map((item) => `- ${item}`)];
}

function names(all: readonly string[], { nameOf }: Pick<Ladder, "nameOf">): string {
  return all.length === 0 ? "nobody yet" : all.map((name) => `**${nameOf(name)}**`).join(", ");
}

/** What would help: what was named for this matter, then what the rules name for a task of its complexity. */
export function helpOf({ needs }: Pick<Escalation, "needs">, { help }: Pick<Ladder, "help">): string[] {
  if (help === undefined) return [...needs];
  const whom = help.targets.length === 0 ? "" : ` (${help.targets.join(", ")})`;
  return [...needs, `${help.title}${whom}: ${help.help}`];
}

/** What comes next and when, as one line. */
export function nextText(
  escalation: Escalation,
  ladder: Pick<Ladder, "rules" | "askedAt" | "nameOf">,
  zone: string,
): string {
  const { next, owner, state } = escalation;
  if (state === "settled" || next === undefined) return "";
  const at = momentText(Date.parse(next.at), zone);
  const above = levelAbove(levelOf(escalation, ladder.rules), ladder.rules);
  const whom = above === undefined ? [] : ladder.askedAt(above.id, escalation);
  const title =
    above === undefined ? "" : `level ${above.level}, ${above.title}, asks ${namesOf(whom, ladder)}`;
  switch (next.does) {
    case "climb":
      return `Next: ${title}, ${at}.`;
    case "again":
      return `Next: those asked hear of it again, ${at}.`;
    case "remind":
      return `Next: ${owner === undefined ? "its owner" : ladder.nameOf(owner)} is reminded, ${at}.`;
    case "resume":
      return `Next: it goes on${above === undefined ? "" : ` to ${title}`}, ${at}.`;
    case "wake":
      return `Next: it wakes, ${at}.`;
  }
}

function standing({ state, owner, settled }: Escalation, { nameOf }: Pick<Ladder, "nameOf">): string {
  const called = (id: string | undefined) => (id === undefined ? "somebody" : nameOf(id));
  switch (state) {
    case "open":
      return "";
    case "acknowledged":
      return ` · with **${called(owner)}**`;
    case "snoozed":
      return " · resting";
    case "settled":
      return ` · settled by **${called(settled?.by)}**`;
  }
}

export interface CardView {
  readonly ladder: Pick<Ladder, "rules" | "askedAt" | "help" | "nameOf">;
  readonly zone: string;
  readonly nowMs: number;
}

/** What people see of an escalation: what, since when, what was tried, who is next and when. */
export function renderCard(escalation: Escalation, { ladder, zone, nowMs }: CardView): string {
  const { taskId, severity, type, problem, since, count, attempts, history, askedOf, settled } = escalation;
  const { level, title } = levelOf(escalation, ladder.rules);
  const kind = ladder.rules.types.find(({ id }) => id === type)?.title ?? type;
  const sinceMs = Date.parse(since);
  const head = `**${nameOfEscalation(escalation)}**${taskId === undefined ? "" : ` · ${taskId}`} · ${severity}, ${kind}${standing(escalation, ladder)}`;
  if (settled !== undefined)
    return [
      head,
      problem,
      `Cause: ${settled.cause} (open for ${ageText(Date.parse(settled.at) - sinceMs)})`,
    ].join("\n");
  const times = count > 1 ? `, reported ${count} times` : "";
  return [
    head,
    problem,
    `Since ${momentText(sinceMs, zone)} (${ageText(nowMs - sinceMs)})${times}.`,
    ...list("Tried", [...attempts, ...history.map(({ what }) => what)]),
    ...list("What would help", helpOf(escalation, ladder)),
    `Level ${level}, ${title}. Asked: ${names(askedOf, ladder)}.`,
    nextText(escalation, ladder, zone),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function pressesFor({ state, level, convened }: Escalation, { rules, help }: CardView["ladder"]): Press[] {
  const at = levelOf({ level }, rules);
  const isLast = levelAbove(at, rules) === undefined;
  const isOffered = help?.offer !== undefined && convened === undefined && at !== rules.levels[0];
  return PRESSES.filter((press) => {
    if (press === "ack") return state !== "acknowledged";
    if (press === "take") return state === "acknowledged";
    if (press === "convene") return isOffered;
    // Six are a menu on some platforms, and one press must be enough to acknowledge.
    if (press === "reassign" && isOffered) return isLast;
    return press !== "raise" || !isLast;
  });
}

function choicesOf(escalation: Escalation, ladder: CardView["ladder"]): Choices | undefined {
  if (escalation.state === "settled" || escalation.no === undefined) return undefined;
  const options = pressesFor(escalation, ladder).map((value) => ({
    value,
    label: value === "convene" ? (ladder.help?.offer ?? LABELS[value]) : LABELS[value],
    ...(value === "ack" ? { style: "primary" as const } : {}),
  }));
  return { prompt: escalationPrompt(escalation), options, isQuiet: true };
}

/** The card with its buttons; it changes as the matter does. */
export function escalationCard(escalation: Escalation, view: CardView): OutgoingMessage {
  const choices = choicesOf(escalation, view.ladder);
  return { text: renderCard(escalation, view), ...(choices === undefined ? {} : { choices }) };
}
