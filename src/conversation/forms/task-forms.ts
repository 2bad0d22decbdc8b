import type { FormField } from "../../chat/messages.ts";
import { runCommand } from "../handle-command.ts";
import { isWithoutWords, type FormHandler, type FormOpener } from "./form.ts";
import { taskField } from "./task-field.ts";

interface ReasonForm {
  /** Of the command, and of the form. */
  readonly name: string;
  readonly title: string;
  readonly submitLabel: string;
  readonly reason: Omit<FormField, "id" | "kind" | "required">;
}

const FORMS: readonly ReasonForm[] = [
  {
    name: "bump",
    title: "Move a task up",
    submitLabel: "Move up",
    reason: { label: "Why does it matter now?" },
  },
  {
    name: "block",
    title: "A task cannot go on",
    submitLabel: "Block",
    reason: { label: "What does it wait for?" },
  },
];

function toOpener({ name, title, submitLabel, reason }: ReasonForm): FormOpener {
  return {
    opens: (incoming) => isWithoutWords(incoming, name),
    async form(incoming, deps) {
      const task = await taskField(incoming, deps);
      if (task === undefined) return undefined;
      const why: FormField = { ...reason, id: "reason", kind: "line", required: true };
      return { id: name, title, submitLabel, fields: [task, why] };
    },
  };
}

/** Commands of a task and a reason, asked in two fields. */
export const taskOpeners: readonly FormOpener[] = FORMS.map(toOpener);

/** What was filled in, as the command that it stands for. */
export const taskHandlers: readonly FormHandler[] = FORMS.map(({ name }) => ({
  prefix: name,
  async take(turn, deps) {
    const { task = "", reason = "" } = turn.incoming.values;
    await runCommand(turn, { name, args: `${task} ${reason}` }, deps);
  },
}));
