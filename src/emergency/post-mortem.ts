import type { OutgoingFile } from "../chat/messages.ts";
import type { Escalation } from "../escalations/escalation.ts";
import { ageText, momentText } from "../escalations/render-escalation.ts";
import type { LoggedEvent } from "../events/event.ts";
import { EmergencyRole } from "./emergency.ts";
import type { Emergency } from "./emergency.ts";

export interface Known {
  readonly emergency: Emergency;
  readonly escalation: Escalation | undefined;
  /** Of the task and of the escalation, in order. */
  readonly events: readonly LoggedEvent[];
  readonly zone: string;
  /** What people call a person. */
  readonly nameOf: (person: string) => string;
}

const PEOPLE = ["by", "owner"];

const TOLD = new Set([
  "task.created",
  "task.started",
  "task.done",
  "task.failed",
  "task.dead",
  "stage.done",
  "stage.sent_back",
  "stage.approved",
  "assignment.failed",
  "effect.done",
  "effect.failed",
  "escalation.raised",
  "escalation.climbed",
  "escalation.acknowledged",
  "escalation.taken_over",
  "escalation.resumed",
]);

/** What an entry of the log says in words; its facts are ids and names only. */
function wordsOf({ type, data }: LoggedEvent, { nameOf }: Pick<Known, "nameOf">): string {
  const facts = ["stage", "agent", "code", "level", "by", "owner"].flatMap((key) => {
    const value = data[key];
    return typeof value === "string" ? [`${key} ${PEOPLE.includes(key) ? nameOf(value) : value}`] : [];
  });
  return `${type.replaceAll(/[._]/gu, " ")}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

function list(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.map((item) => `- ${item}`).join("\n");
}

function timelineOf({ emergency, events, zone, nameOf }: Known): string {
  const noted = emergency.timeline.map(({ at, by, text }) => ({ at, text: `${by}: ${text}` }));
  const logged = events
    .filter(({ type }) => TOLD.has(type))
    .map((event) => ({ at: event.at, text: wordsOf(event, { nameOf }) }));
  const all = [...noted, ...logged].toSorted((a, b) => a.at.localeCompare(b.at));
  return all
    .map(
      ({ at, text }) =>
        `| ${momentText(Date.parse(at), zone)} | ${text.replaceAll("|", "/").replaceAll("\n", " ")} |`,
    )
    .join("\n");
}

/** A draft of the post-mortem: what is on record is filled in, and what only people know is left to them. */
export function postMortem(known: Known): OutgoingFile {
  const { emergency, escalation } = known;
  const { id, problem, declaredAt, declaredBy, ended, roles, drafts, taskId } = emergency;
  const lasted = ageText(Date.parse(ended?.at ?? declaredAt) - Date.parse(declaredAt));
  const roleLines = EmergencyRole.options.map((role) => `${role}: ${roles[role] ?? "nobody"}`);
  const tried = [...(escalation?.attempts ?? []), ...(escalation?.history ?? []).map(({ what }) => what)];
  const messages = drafts.map(({ no, state, text }) => `${no}, ${state}: ${text.replaceAll("\n", " ")}`);
  const content = `# Post-mortem ${id}: ${problem}

Draft, made from the log. Lines that begin with “To fill in” are for people.

## Summary

- Declared ${declaredAt} by ${declaredBy}, lasted ${lasted}.
- Task: ${taskId ?? "none"}. Escalation: ${escalation === undefined ? "none" : `E${escalation.no ?? "?"}, reported ${escalation.count} times, last level ${escalation.level ?? "none"}`}.
- To fill in: who was affected, and how.

## Cause

${ended?.cause ?? "To fill in."}

To fill in: why it could happen, and why it was not noticed earlier.

## Timeline

| when | what |
| --- | --- |
${timelineOf(known)}

## What was tried

${list(tried, "Nothing is on record.")}

## Roles

${list(roleLines, "")}

## Messages to customers

${list(messages, "None.")}

## What follows

To fill in: what keeps it from happening again, each with an owner and a day.
`;
  return { name: `${id}-post-mortem.md`, mediaType: "text/markdown", content };
}
