import type { Form, FormField } from "../../../src/chat/messages.ts";
import { cut, LIMITS } from "./limits.ts";
import { toPlainCharacters } from "./safe-text.ts";
import { ModalView } from "./slack-blocks.ts";
import type { InputBlock } from "./slack-blocks.ts";

function plain(text: string, max: number): { type: "plain_text"; text: string; emoji: boolean } {
  return { type: "plain_text", text: cut(toPlainCharacters(text), max) || " ", emoji: false };
}

/** The action of every field; the field itself is known by the id of its block. */
const ACTION = "value";

function elementOf({ kind, initial, options = [], label }: FormField): InputBlock["element"] {
  if (kind !== "choice") {
    const filled = initial === undefined ? {} : { initial_value: cut(initial, LIMITS.inputText) };
    return { type: "plain_text_input", action_id: ACTION, multiline: kind === "paragraph", ...filled };
  }
  const choices = options.slice(0, LIMITS.options).map((option) => ({
    text: plain(option.label, LIMITS.buttonLabel),
    value: option.value,
  }));
  const chosen = choices.find(({ value }) => value === initial);
  return {
    type: "static_select",
    action_id: ACTION,
    placeholder: plain(label, 150),
    options: choices,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

/**
 * A form as a modal for `views.open`; fields by the ids of their blocks. Slack gives `privateMetadata` back with what is
 * sent. Throws a zod error for a form that no modal can show, which the core's own limits exclude.
 */
export function formToView(form: Form, privateMetadata: string): ModalView {
  return ModalView.parse({
    type: "modal",
    title: plain(form.title, LIMITS.modalTitle),
    submit: plain(form.submitLabel, LIMITS.modalButton),
    close: plain("Cancel", LIMITS.modalButton),
    private_metadata: privateMetadata,
    blocks: form.fields.map((field) => ({
      type: "input",
      block_id: field.id,
      label: plain(field.label, LIMITS.inputLabel),
      optional: !field.required,
      element: elementOf(field),
    })),
  });
}
