import type { z } from "zod";
import { suggestName } from "./nearest-name.ts";

/** What stands at the place of an issue. */
export interface Found {
  readonly value: unknown;
  /** True when the key is there, even with nothing behind it. */
  readonly present: boolean;
}

/** What is wrong and what to do about it, as full sentences. */
export interface Description {
  readonly message: string;
  readonly remedy?: string;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section with keys of its own",
  record: "a section with keys of its own",
  null: "empty",
  undefined: "empty",
};

const REMEDIES: Readonly<Record<string, string>> = {
  number: "Write the number alone, without unit and quotes.",
  boolean: "Write true or false, without quotes.",
  array: "Write a list: one entry a line, each behind a dash, or [one, two].",
  object: "Write the keys below it, indented.",
};

function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isFinite(value)) return "not a finite number";
  return typeof value;
}

function list(values: readonly unknown[]): string {
  return values.map(String).join(", ");
}

/** Values a person wrote are shown short and quoted, so that stray blanks are seen. */
function show(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function describeType(issue: z.core.$ZodIssueInvalidType, { value, present }: Found): Description {
  if (value === undefined) {
    const hint = present && issue.expected === "string" ? " A text that starts with # needs quotes." : "";
    return {
      message: present ? "is empty." : "is missing.",
      remedy: `Add it: ${kindName(issue.expected)}.${hint}`,
    };
  }
  const quoted = issue.expected === "string" && (typeof value === "number" || typeof value === "boolean");
  if (quoted) {
    return {
      message: `is ${kindName(kindOf(value))}, not a text.`,
      remedy: `Put it in quotes: "${String(value)}".`,
    };
  }
  const message = `is ${kindName(kindOf(value))}, not ${kindName(issue.expected)}.`;
  const remedy = REMEDIES[issue.expected];
  return remedy === undefined ? { message } : { message, remedy };
}

function describeValue(issue: z.core.$ZodIssueInvalidValue, value: unknown): Description {
  const allowed = issue.values.map(String);
  if (value === undefined) return { message: "is missing.", remedy: `Use one of: ${list(allowed)}.` };
  const remedy = typeof value === "string" ? suggestion(value, allowed) : `Use one of: ${list(allowed)}.`;
  return { message: `does not know the value ${show(value)}.`, remedy };
}

function suggestion(value: string, allowed: readonly string[]): string {
  const suggested = suggestName(value, allowed);
  return suggested.startsWith("Did you mean")
    ? `${suggested} Allowed: ${list(allowed)}.`
    : `Use one of: ${list(allowed)}.`;
}

/** How large something is, in the words of its kind. */
function sizeOf(origin: string, value: unknown): string {
  if (origin === "string" && typeof value === "string") {
    return value.trim() === "" ? "is empty." : `has ${value.length} characters.`;
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? "is empty."
      : `has ${value.length} ${value.length === 1 ? "entry" : "entries"}.`;
  }
  return `is ${show(value).replaceAll('"', "")}.`;
}

function describeSize(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, value: unknown): Description {
  const small = issue.code === "too_small";
  const limit = String(small ? issue.minimum : issue.maximum);
  const message = sizeOf(issue.origin, value);
  const bound = small ? "at least" : "at most";
  if (issue.origin === "string") {
    const unit = limit === "1" ? "character" : "characters";
    return {
      message,
      remedy: small && limit === "1" ? "Write something here." : `Write ${bound} ${limit} ${unit}.`,
    };
  }
  if (issue.origin === "array") {
    return { message, remedy: `Write ${bound} ${limit} ${limit === "1" ? "entry" : "entries"}.` };
  }
  const exclusive = issue.inclusive === false ? (small ? "more than" : "less than") : bound;
  return { message, remedy: `Use ${exclusive} ${limit}.` };
}

function describeStep(divisor: number, value: unknown): Description {
  const remedy = divisor === 1 ? "Use a whole number." : `Use a multiple of ${divisor}.`;
  return { message: `is ${String(value)}.`, remedy };
}

function describeUnion(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Description {
  if (value === undefined) return { message: "is missing." };
  const kinds = issue.errors
    .flat()
    .flatMap((each) =>
      each.path.length === 0 && each.code === "invalid_type" ? [kindName(each.expected)] : [],
    );
  const found = typeof value === "object" ? kindName(kindOf(value)) : show(value);
  if (kinds.length === 0) return { message: `does not accept ${found}.` };
  return { message: `is ${found}.`, remedy: `Use ${[...new Set(kinds)].join(", or ")}.` };
}

/** A schema's own message is used as it is; `params.remedy` of a custom check is the remedy. */
function describeCustom(issue: z.core.$ZodIssueCustom): Description {
  const remedy: unknown = issue.params?.["remedy"];
  return typeof remedy === "string" ? { message: issue.message, remedy } : { message: issue.message };
}

/** Turns one zod issue into sentences for people. */
export function describeIssue(issue: z.core.$ZodIssue, found: Found): Description {
  const { value } = found;
  switch (issue.code) {
    case "invalid_type":
      return describeType(issue, found);
    case "invalid_value":
      return describeValue(issue, value);
    case "too_big":
    case "too_small":
      return describeSize(issue, value);
    case "invalid_union":
      return describeUnion(issue, value);
    case "custom":
      return describeCustom(issue);
    case "invalid_format":
      return { message: `does not accept ${show(value)}: ${issue.message}.` };
    case "not_multiple_of":
      return describeStep(issue.divisor, value);
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    default:
      return { message: issue.message };
  }
}
