import { expect, test } from "vitest";
import { createFormSession } from "../../../adapters/console/form-session.ts";
import type { FormField } from "../../../src/chat/messages.ts";

function sessionOf(...fields: readonly FormField[]) {
  return createFormSession({ id: "f", title: "Form", submitLabel: "Send", fields: [...fields] });
}

const MOOD: FormField = {
  id: "mood",
  label: "Mood",
  kind: "choice",
  required: true,
  options: [
    { value: "g", label: "Good" },
    { value: "b", label: "Bad" },
  ],
};

test("asks each field once and hands all values over at the end", () => {
  const session = sessionOf(
    { id: "a", label: "First", kind: "line", required: true },
    { id: "b", label: "Second", kind: "line", required: false },
  );

  expect(session.question()).toEqual(["First (required)"]);
  expect(session.answer("  one ")).toEqual({ kind: "next" });
  expect(session.question()).toEqual(["Second (optional)"]);
  expect(session.answer("")).toEqual({ kind: "done", values: { a: "one", b: "" } });
});

test("insists on required fields and falls back on what a field begins with", () => {
  const session = sessionOf(
    { id: "a", label: "First", kind: "line", required: true },
    { id: "b", label: "Second", kind: "line", required: true, initial: "as ever" },
  );

  expect(session.answer(" ")).toMatchObject({ kind: "again" });
  session.answer("one");
  expect(session.answer("")).toEqual({ kind: "done", values: { a: "one", b: "as ever" } });
});

test.each([
  ["2", "b"],
  ["bad", "b"],
  ["G", "g"],
])("takes %j for an option", (line, value) => {
  expect(sessionOf(MOOD).answer(line)).toEqual({ kind: "done", values: { mood: value } });
});

test.each(["0", "3", "so so"])("asks again for %j, which is no option", (line) => {
  expect(sessionOf(MOOD).answer(line)).toEqual({
    kind: "again",
    hint: "Please answer with a number from 1 to 2.",
  });
});

test("collects the lines of a paragraph until an empty one", () => {
  const session = sessionOf({ id: "p", label: "Story", kind: "paragraph", required: true });

  expect(session.answer("one")).toEqual({ kind: "more" });
  expect(session.answer("  two")).toEqual({ kind: "more" });
  expect(session.answer("")).toEqual({ kind: "done", values: { p: "one\n  two" } });
});
