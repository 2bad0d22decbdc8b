import type { Choices, OutgoingMessage } from "../chat/messages.ts";
import { ageText, momentText } from "../escalations/render-escalation.ts";
import type { Task } from "../tasks/task.ts";
import { EmergencyRole } from "./emergency.ts";
import type { Emergency } from "./emergency.ts";

const TITLES: Readonly<Record<EmergencyRole, string>> = {
  lead: "Lead",
  communications: "Tells customers",
  scribe: "Keeps the record",
};
const SHOWN = 20;
const NEWS = 5;

function rolesLine({ roles }: Emergency): string {
  return EmergencyRole.options
    .map((role) => `${TITLES[role]}: **${roles[role] ?? "nobody yet"}**`)
    .join(" · ");
}

/** The record that stands in the thread and grows. */
export function renderTimeline(emergency: Emergency, zone: string): OutgoingMessage {
  const { id, problem, state, timeline, nextUpdateAt, ended } = emergency;
  const left = timeline.length - SHOWN;
  const entries = timeline
    .slice(-SHOWN)
    .map(({ at, by, text }) => `- ${momentText(Date.parse(at), zone)} ${by}: ${text}`);
  const next =
    state === "open"
      ? `Next status at ${momentText(Date.parse(nextUpdateAt), zone)}. \`/emergency note …\` adds to this, \`/emergency end cause\` ends it.`
      : `Ended: ${ended?.cause ?? ""}`;
  return {
    text: [
      `**Emergency ${id}**: ${problem}`,
      rolesLine(emergency),
      ...(left > 0 ? [`… ${left} earlier entries`] : []),
      ...entries,
      next,
    ].join("\n"),
  };
}

/** Where things stand, at the set interval: what is new, who does what, where the task is. */
export function renderUpdate(
  emergency: Emergency,
  {
    task,
    zone,
    nowMs,
    sinceMs,
  }: {
    readonly task: Task | undefined;
    readonly zone: string;
    readonly nowMs: number;
    readonly sinceMs: number;
  },
): OutgoingMessage {
  const { id, declaredAt, timeline, nextUpdateAt } = emergency;
  const news = timeline.filter(({ at }) => Date.parse(at) >= sinceMs).slice(-NEWS);
  const running =
    task?.plan.stages.filter(({ state }) => !["waiting", "done", "skipped"].includes(state)) ?? [];
  const stages = running.map(({ title, state }) => `“${title}” ${state.replaceAll("_", " ")}`).join(", ");
  return {
    text: [
      `**${id}**, status after ${ageText(nowMs - Date.parse(declaredAt))}:`,
      ...(task === undefined ? [] : [`- ${task.id} is ${task.state}${stages === "" ? "" : `: ${stages}`}`]),
      ...(news.length === 0 ? ["- nothing new was noted"] : news.map(({ by, text }) => `- ${by}: ${text}`)),
      rolesLine(emergency),
      `Next status at ${momentText(Date.parse(nextUpdateAt), zone)}.`,
    ].join("\n"),
  };
}

const PROMPT = /^emergency\/(I\d+)\/(\d+)$/u;

/** The emergency and the draft that a choice is about; undefined for other choices. */
export function parseDraftPrompt(prompt: string): { readonly id: string; readonly no: number } | undefined {
  const [, id, no] = PROMPT.exec(prompt) ?? [];
  return id === undefined ? undefined : { id, no: Number(no) };
}

/** A message to customers, with what is decided about it. */
export function renderDraft({ id }: Emergency, draft: Emergency["drafts"][number]): OutgoingMessage {
  const { no, text, by, state, decidedBy } = draft;
  const quoted = text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
  if (state !== "proposed") {
    const word = state === "approved" ? "approved it: it may be sent as it is" : "refused it";
    return {
      text: `**${id}**, message ${no} to customers by ${by}:\n${quoted}\n${decidedBy ?? "Somebody"} ${word}.`,
    };
  }
  const choices: Choices = {
    prompt: `emergency/${id}/${no}`,
    options: [
      { value: "approve", label: "Approve", style: "primary" },
      { value: "refuse", label: "Refuse", style: "danger" },
    ],
  };
  return {
    text: `**${id}**, message ${no} to customers by ${by}. It waits for an approval:\n${quoted}`,
    choices,
  };
}
