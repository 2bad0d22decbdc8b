import type { Form, FormField } from "../../src/chat/messages.ts";
import { shortenWhole } from "./cut-text.ts";
import { LIMITS } from "./limits.ts";
import type { Modal } from "./limits.ts";

/** A form's id must fit into what Discord brings back. */
export function formCustomId(form: Pick<Form, "id">): string {
  return `f:${form.id}`;
}

/** The fields that Discord has room for, in their order: what has to be filled in, then what may be. */
function shownFields({ fields }: Form): readonly FormField[] {
  const first = [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)];
  const shown = new Set(first.slice(0, LIMITS.modalFields));
  return fields.filter((field) => shown.has(field));
}

/** Whether Discord can show the form: five fields that have to be filled in at most, and an id that it brings back whole. */
export function fitsModal(form: Form): boolean {
  return (
    form.fields.filter(({ required }) => required).length <= LIMITS.modalFields &&
    formCustomId(form).length <= LIMITS.customId &&
    form.fields.every(({ id }) => id.length <= LIMITS.customId)
  );
}

/** A form as a modal; ask `fitsModal` first. */
export function renderForm(form: Form): Modal {
  return {
    title: shortenWhole(form.title, LIMITS.modalTitle),
    custom_id: formCustomId(form),
    components: shownFields(form).map((field) => ({
      type: 18,
      label: shortenWhole(field.label, LIMITS.fieldLabel),
      ...hintOf(field),
      component: renderField(field),
    })),
  };
}

/** More options than a menu holds are typed; whoever fills the form in sees what such a word looks like. */
function isTyped({ kind, options = [] }: FormField): boolean {
  return kind === "choice" && options.length > LIMITS.selectOptions;
}

function hintOf(field: FormField): { readonly description?: string } {
  if (!isTyped(field)) return {};
  const words = (field.options ?? []).map(({ value }) => value).join(", ");
  return { description: shortenWhole(`One of: ${words}`, LIMITS.fieldDescription) };
}

function renderField(field: FormField): Modal["components"][number]["component"] {
  const { id, kind, required, initial, options = [] } = field;
  if (kind === "choice" && options.length > 0 && !isTyped(field)) {
    const entries = options.map(({ value, label }) => ({
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
