import { threadKey } from "../../chat/message-key.ts";
import type { Form, Incoming, IncomingForm } from "../../chat/messages.ts";
import { FormField } from "../../chat/messages.ts";
import { parseEscalationPrompt } from "../../escalations/render-escalation.ts";
import { Severity } from "../../hooks/events/error.ts";
import type { EscalationRules } from "../../orchestration/rules/escalation-rules.ts";
import { EscalationType } from "../../orchestration/rules/escalation-rules.ts";
import { answer } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";
import { actByPerson } from "../escalating/act-by-person.ts";
import { raiseByPerson } from "../escalating/raise-by-person.ts";
import { contextOf } from "./form.ts";
import type { FormHandler, FormOpener } from "./form.ts";

type FieldInput = Parameters<typeof FormField.parse>[0];

function form(id: string, title: string, submitLabel: string, fields: readonly FieldInput[]): Form {
  return { id, title, submitLabel, fields: fields.map((field) => FormField.parse(field)) };
}

/** The form of `/escalate`; with a task it is about that one. */
export function escalationForm(rules: EscalationRules, taskId?: string): Form {
  const levels = rules.levels.map(({ level, title }) => ({
    value: String(level),
    label: `${level}: ${title}`,
  }));
  const types = rules.types.map(({ id, title }) => ({ value: id, label: title }));
  const severities = Severity.options.map((value) => ({ value, label: value }));
  const task = { id: "task", label: "Task, such as T12", kind: "line" };
  return form(taskId === undefined ? "escalate" : `escalate:${taskId}`, "Escalate", "Raise", [
    ...(taskId === undefined ? [task] : []),
    { id: "reason", label: "What is stuck, and why", kind: "paragraph", required: true },
    { id: "type", label: "What it waits for", kind: "choice", initial: "decision", options: types },
    { id: "level", label: "Level to begin at", kind: "choice", options: levels },
    { id: "severity", label: "How bad it is", kind: "choice", initial: "high", options: severities },
    { id: "tried", label: "What was tried, one thing a line", kind: "paragraph" },
  ]);
}

/** The form that a command or a press about escalations opens; undefined where it needs none. */
async function escalationFormFor(
  incoming: Incoming,
  deps: Pick<ConversationDeps, "definitions" | "store">,
): Promise<Form | undefined> {
  if (incoming.kind === "choice") return pressForm(parseEscalationPrompt(incoming.prompt), incoming.value);
  if (incoming.kind !== "command" || incoming.name !== "escalate") return undefined;
  const [, named, rest = ""] = /^(T\d+)?\s*(.*)$/isu.exec(incoming.args.trim()) ?? [];
  if (rest !== "") return undefined;
  const here =
    incoming.thread === undefined ? undefined : await deps.store.tasks.ofThread(threadKey(incoming));
  return escalationForm(deps.definitions().playbook.escalation, named?.toUpperCase() ?? here?.id);
}

function pressForm(name: string | undefined, value: string): Form | undefined {
  if (name === undefined) return undefined;
  switch (value) {
    case "resolve":
      return form(`resolve:${name}`, `Resolve ${name}`, "Resolve", [
        { id: "cause", label: "What was the cause", kind: "paragraph", required: true },
      ]);
    case "reassign":
      return form(`reassign:${name}`, `Give ${name} to somebody`, "Reassign", [
        { id: "to", label: "Person, group, team:… or oncall:…", kind: "line", required: true },
      ]);
    case "snooze":
      return form(`snooze:${name}`, `Let ${name} rest`, "Snooze", [
        { id: "time", label: "For how long, or until when", kind: "line", initial: "1h", required: true },
      ]);
    default:
      return undefined;
  }
}

type Take = (turn: Turn<IncomingForm>, context: string, deps: ConversationDeps) => Promise<string>;

/** A form whose answer is for whoever sent it. */
function privately(prefix: string, take: Take): FormHandler {
  return {
    prefix,
    async take(turn, deps) {
      const text = await take(turn, contextOf(turn.incoming.form), deps);
      await answer(turn, { text }, deps.store, { isPrivate: true });
    },
  };
}

const escalateForm = privately("escalate", async ({ incoming }, context, deps) => {
  const { task: named = "", reason = "", type, level, severity, tried = "" } = incoming.values;
  const taskId = (context === "" ? named : context).trim().toUpperCase();
  const task = taskId === "" ? undefined : await deps.store.tasks.get(taskId);
  if (taskId !== "" && task === undefined)
    return `I know no task ${taskId}. \`/tasks\` lists the recent ones.`;
  const known = EscalationType.safeParse(type);
  const bad = Severity.safeParse(severity);
  return raiseByPerson(
    incoming,
    {
      ...(task === undefined ? {} : { task }),
      ...(known.success ? { type: known.data } : {}),
      ...(level === undefined || level === "" ? {} : { level: Number(level) }),
      ...(bad.success ? { severity: bad.data } : {}),
      reason: reason.trim(),
      tried: tried.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()])),
    },
    deps,
  );
});

const resolveForm = privately("resolve", async ({ incoming }, name, deps) =>
  actByPerson(incoming, { name, wish: { kind: "resolve", cause: incoming.values["cause"] ?? "" } }, deps),
);

const reassignForm = privately("reassign", async ({ incoming }, name, deps) =>
  actByPerson(incoming, { name, wish: { kind: "reassign", to: incoming.values["to"] ?? "" } }, deps),
);

const snoozeForm = privately("snooze", async ({ incoming }, name, deps) =>
  actByPerson(incoming, { name, wish: { kind: "snooze", time: incoming.values["time"] ?? "" } }, deps),
);

export const escalationHandlers: readonly FormHandler[] = [
  escalateForm,
  resolveForm,
  reassignForm,
  snoozeForm,
];

export const escalationOpener: FormOpener = {
  opens: (incoming) =>
    incoming.kind === "choice"
      ? parseEscalationPrompt(incoming.prompt) !== undefined
      : incoming.kind === "command" && incoming.name === "escalate",
  form: escalationFormFor,
};
