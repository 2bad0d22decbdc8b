import type { Form, FormField } from "../../src/chat/messages.ts";
import { shortenWhole } from "./cut-text.ts";
import { LIMITS } from "./limits.ts";
import type { Modal } from "./limits.ts";

/** A form's id must fit into what Discord brings back. */
export function formCustomId(form: Pick<Form, "id">): string {
  return `f:${form.id}`;
}

/** Whether Discord can show the form: five fields at most, and an id that it brings back whole. */
export function fitsModal(form: Form): boolean {
  return (
    form.fields.length <= LIMITS.modalFields &&
    formCustomId(form).length <= LIMITS.customId &&
    form.fields.every(({ id }) => id.length <= LIMITS.customId)
  );
}

/** A form as a modal; ask `fitsModal` first. */
export function renderForm(form: Form): Modal {
  return {
    title: shortenWhole(form.title, LIMITS.modalTitle),
    custom_id: formCustomId(form),
    components: form.fields.map((field) => ({
      type: 18,
      label: shortenWhole(field.label, LIMITS.fieldLabel),
      component: renderField(field),
    })),
  };
}

function renderField({
  id,
  kind,
  required,
  initial,
  options = [],
}: FormField): Modal["components"][number]["component"] {
  if (kind === "choice" && options.length > 0) {
    const entries = options.slice(0, LIMITS.selectOptions).map(({ value, label }) => ({
      label: shortenWhole(label, LIMITS.optionLabel),
      value,
      ...(value === initial ? { default: true } : {}),
    }));
    return { type: 3, custom_id: id, options: entries, required };
  }
  return {
    type: 4,
    custom_id: id,
    style: kind === "paragraph" ? 2 : 1,
    required,
    ...(initial === undefined || initial === "" ? {} : { value: shortenWhole(initial, 4_000) }),
  };
}
