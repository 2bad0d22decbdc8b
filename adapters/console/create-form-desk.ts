import type { Form, Incoming } from "../../src/chat/messages.ts";
import type { ConsoleTheme } from "./console-theme.ts";
import type { FormSession } from "./form-session.ts";
import { createFormSession } from "./form-session.ts";
import { toPrintableLine } from "./printable-text.ts";
import type { Terminal } from "./terminal.ts";

export interface FormDeskOptions {
  readonly terminal: Terminal;
  readonly theme: ConsoleTheme;
  /** The prompt outside forms. */
  readonly prompt: string;
  readonly notice: (rows: readonly string[]) => void;
  readonly onSubmit: (trigger: Incoming, form: Form, values: Readonly<Record<string, string>>) => void;
}

/** Asks forms one after the other, field by field, in the place where people type. */
export interface FormDesk {
  open(trigger: Incoming, form: Form): void;
  isOpen(): boolean;
  /** Takes a typed line as the answer to the field that is asked. */
  line(text: string): void;
  cancel(): void;
}

interface OpenForm {
  readonly trigger: Incoming;
  readonly session: FormSession;
  /** What the person was typing when the form came. */
  readonly draft: string;
}

const FORM_PROMPT = "  › ";

export function createFormDesk({ terminal, theme, prompt, notice, onSubmit }: FormDeskOptions): FormDesk {
  let current: OpenForm | undefined;
  const waiting: { trigger: Incoming; form: Form }[] = [];

  function ask({ session }: OpenForm): void {
    terminal.print(session.question().map((row, index) => (index === 0 ? theme.person(row) : row)));
  }

  function begin(trigger: Incoming, form: Form): void {
    current = { trigger, session: createFormSession(form), draft: terminal.replaceDraft("") };
    terminal.keepHistory(false);
    notice([`${theme.heading(toPrintableLine(form.title))} ${theme.quiet("· /cancel leaves the form")}`]);
    terminal.setPrompt(theme.choice(FORM_PROMPT));
    ask(current);
  }

  function end(form: OpenForm): void {
    current = undefined;
    terminal.keepHistory(true);
    terminal.setPrompt(prompt);
    terminal.replaceDraft(form.draft);
    const next = waiting.shift();
    if (next !== undefined) begin(next.trigger, next.form);
  }

  return {
    open(trigger, form) {
      if (current === undefined) begin(trigger, form);
      else waiting.push({ trigger, form });
    },
    isOpen: () => current !== undefined,
    line(text) {
      const form = current;
      if (form === undefined) return;
      terminal.print([`${theme.quiet(FORM_PROMPT)}${toPrintableLine(text)}`]);
      const step = form.session.answer(text);
      if (step.kind === "done") {
        end(form);
        onSubmit(form.trigger, form.session.form, step.values);
        return;
      }
      if (step.kind === "again") terminal.print([theme.bad(step.hint)]);
      if (step.kind === "next") ask(form);
    },
    cancel() {
      if (current === undefined) return;
      terminal.print([theme.quiet("Form left; nothing was sent.")]);
      end(current);
    },
  };
}
