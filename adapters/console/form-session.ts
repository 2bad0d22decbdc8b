import type { Form, FormField } from "../../src/chat/messages.ts";
import { toPrintableLine } from "./printable-text.ts";

/** What became of a typed line. */
export type FormStep =
  /** The next line answers the next field. */
  | { readonly kind: "next" }
  /** The next line belongs to the same paragraph. */
  | { readonly kind: "more" }
  | { readonly kind: "again"; readonly hint: string }
  | { readonly kind: "done"; readonly values: Readonly<Record<string, string>> };

/** A form asked field by field. */
export interface FormSession {
  readonly form: Form;
  /** The question that is asked now, its options below it. */
  question(): readonly string[];
  answer(line: string): FormStep;
}

function describe(field: FormField): string[] {
  const notes = [
    field.required ? "required" : "optional",
    ...(field.kind === "paragraph" ? ["an empty line ends it"] : []),
    ...(field.initial === undefined ? [] : [`Enter takes: ${toPrintableLine(field.initial)}`]),
  ];
  const options = (field.options ?? []).map(
    (option, index) => `  ${index + 1}  ${toPrintableLine(option.label)}`,
  );
  return [`${toPrintableLine(field.label)} (${notes.join(", ")})`, ...options];
}

/** The option that a line names by number, label or value. */
function pick(field: FormField, line: string): string | undefined {
  const wanted = line.toLowerCase();
  const byName = field.options?.find(
    (option) => option.label.toLowerCase() === wanted || option.value.toLowerCase() === wanted,
  );
  const byNumber = /^\d+$/u.test(line) ? field.options?.[Number(line) - 1] : undefined;
  return (byName ?? byNumber)?.value;
}

/** Reads a field's answer; a `hint` says why it will not do. */
function readAnswer(field: FormField, text: string): { value: string } | { hint: string } {
  const value = text.trim() === "" ? (field.initial ?? "") : text.trim();
  if (value === "")
    return field.required ? { hint: "This one is required; /cancel leaves the form." } : { value };
  const options = field.options ?? [];
  if (field.kind !== "choice" || options.length === 0) return { value };
  const picked = pick(field, value);
  return picked === undefined
    ? { hint: `Please answer with a number from 1 to ${options.length}.` }
    : { value: picked };
}

export function createFormSession(form: Form): FormSession {
  const values: Record<string, string> = {};
  let position = 0;
  let paragraph: string[] = [];

  const current = (): FormField | undefined => form.fields[position];

  function accept(field: FormField, text: string): FormStep {
    const answer = readAnswer(field, text);
    paragraph = [];
    if ("hint" in answer) return { kind: "again", hint: answer.hint };
    values[field.id] = answer.value;
    position += 1;
    return current() === undefined ? { kind: "done", values } : { kind: "next" };
  }

  return {
    form,
    question() {
      const field = current();
      return field === undefined ? [] : describe(field);
    },
    answer(line) {
      const field = current();
      if (field === undefined) return { kind: "done", values };
      if (field.kind !== "paragraph") return accept(field, line);
      if (line.trim() !== "") {
        paragraph.push(line);
        return { kind: "more" };
      }
      return accept(field, paragraph.join("\n"));
    },
  };
}
