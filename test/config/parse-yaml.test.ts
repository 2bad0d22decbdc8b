import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../src/config/parse-yaml.ts";
import { formatProblem } from "../../src/config/problem.ts";

const Recipe = z.strictObject({
  title: z.string().min(1),
  servings: z.number().min(1).max(12).default(4),
  course: z.enum(["starter", "main", "dessert"]).optional(),
  steps: z.array(z.string()).min(2),
  parts: z.array(z.strictObject({ id: z.string().optional(), grams: z.number() })).default([]),
});

function problemsOf(text: string, firstLine?: number): string[] {
  const source = { file: "recipe.yaml", text, ...(firstLine === undefined ? {} : { firstLine }) };
  const parsed = parseYaml(source, Recipe);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

const GOOD = "title: Soup\nsteps: [cut, boil]\n";

test("gives the value with defaults filled in", () => {
  expect(parseYaml({ file: "recipe.yaml", text: GOOD }, Recipe)).toEqual({
    ok: true,
    value: { title: "Soup", servings: 4, steps: ["cut", "boil"], parts: [] },
  });
});

test("lists every problem at once, in the order of the lines, each with line, key and remedy", () => {
  const text = [
    "title: 12",
    "servings: 40",
    "course: deser",
    "stepps: [cut]",
    "steps:",
    "  - cut",
    "parts:",
    "  - grams: 3",
    "  - id: salt",
    "    gram: 2",
  ].join("\n");

  expect(problemsOf(text)).toEqual([
    'recipe.yaml:1 title: is a number, not a text. Put it in quotes: "12".',
    "recipe.yaml:2 servings: is 40. Use at most 12.",
    'recipe.yaml:3 course: does not know the value "deser". Did you mean "dessert"? Allowed: starter, main, dessert.',
    'recipe.yaml:4 stepps: is not a known key. Did you mean "steps"?',
    "recipe.yaml:5 steps: has 1 entry. Write at least 2 entries.",
    "recipe.yaml:9 parts.salt.grams: is missing. Add it: a number.",
    'recipe.yaml:10 parts.salt.gram: is not a known key. Did you mean "grams"?',
  ]);
});

test("counts lines from where the text starts in its file", () => {
  expect(problemsOf(`${GOOD}servings: 0\n`, 10)).toEqual(["recipe.yaml:12 servings: is 0. Use at least 1."]);
});

test("names list entries without an id by position, counted from one", () => {
  expect(problemsOf(`${GOOD}parts: [{grams: 1}, {grams: x}]\n`)).toEqual([
    "recipe.yaml:3 parts.2.grams: is a text, not a number. Write the number alone, without unit and quotes.",
  ]);
});

test("finds the line of a value that came through an anchor", () => {
  const text = `${GOOD}parts:\n  - &salt\n    grams: many\n  - *salt\n`;

  expect(problemsOf(text).map((line) => line.split(":")[1])).toEqual(["5 parts.1.grams", "5 parts.2.grams"]);
});

test("reports a key that is set twice together with the other problems", () => {
  expect(problemsOf(`${GOOD}servings: 0\ntitle: Stew\n`)).toEqual([
    "recipe.yaml:3 servings: is 0. Use at least 1.",
    "recipe.yaml:4 title: is set twice in the same section. Keep one of the two.",
  ]);
});

test("refuses a document whose only fault is a key that is set twice", () => {
  expect(problemsOf(`${GOOD}"title": Stew\n`)).toEqual([
    "recipe.yaml:3 title: is set twice in the same section. Keep one of the two.",
  ]);
});

test.each([
  ["title: [a", 1, /not valid YAML/u],
  ["title: Soup\n\tsteps: []", 2, /Indent with blanks/u],
  ["title: a\n---\ntitle: b", 2, /Keep one document/u],
  ["title: Soup\ncourse: !main x", 2, /Remove the tag/u],
  ["title: Soup\nsteps: [a]]\nservings: 2", 2, /not valid YAML/u],
])("says on which line %j is not YAML", (text, line, words) => {
  const [first] = problemsOf(text);

  expect(first).toMatch(new RegExp(`^recipe.yaml:${line}: `, "u"));
  expect(first).toMatch(words);
});

test("says one thing about a line that the parser trips over several times", () => {
  const lines = problemsOf("title: Soup\nparts:\n  - {grams: #x\n  , id: y}\n").map(
    (line) => line.split(" ")[0],
  );

  expect(lines).toHaveLength(new Set(lines).size);
});

test("explains an alias that leads nowhere", () => {
  expect(problemsOf("title: *soup\n").join()).toMatch(/Unresolved alias.*needs quotes/u);
});

test("takes a key with nothing behind it as not set", () => {
  expect(problemsOf(`${GOOD}servings:\nparts:\n`)).toEqual([]);
});

test("tells an empty required text from a missing one, and what a # does", () => {
  expect(problemsOf("title: #soup\nsteps: [a, b]\n")).toEqual([
    "recipe.yaml:1 title: is empty. Add it: a text. A text that starts with # needs quotes.",
  ]);
});

test("notices an unknown key even when nothing is behind it", () => {
  expect(problemsOf(`${GOOD}serving:\n`)).toEqual([
    'recipe.yaml:3 serving: is not a known key. Did you mean "servings"?',
  ]);
});

test("reads empty text as an empty section", () => {
  expect(
    parseYaml({ file: "f", text: "# nothing\n" }, z.strictObject({ a: z.string().default("b") })),
  ).toEqual({
    ok: true,
    value: { a: "b" },
  });
});

test("refuses a document that is no section", () => {
  expect(problemsOf("- a\n- b\n")).toEqual([
    "recipe.yaml:1: is a list, not a section with keys of its own. Write the keys below it, indented.",
  ]);
});

test("looks into the branch of a union that fits best", () => {
  const Schema = z.strictObject({ rule: z.union([z.string(), z.strictObject({ when: z.string() })]) });
  const parsed = parseYaml({ file: "f", text: "rule: { wen: x, when: y }" }, Schema);

  expect(parsed.ok ? [] : parsed.problems.map(formatProblem)).toEqual([
    'f:1 rule.wen: is not a known key. Did you mean "when"?',
  ]);
});

test("says what a union accepts when nothing fits", () => {
  const Schema = z.strictObject({ rule: z.union([z.string(), z.boolean()]) });
  const parsed = parseYaml({ file: "f", text: "rule: 3" }, Schema);

  expect(parsed.ok ? [] : parsed.problems.map(formatProblem)).toEqual([
    'f:1 rule: is "3". Use a text, or true or false.',
  ]);
});

test("stops at documents made to explode", () => {
  const levels = Array.from({ length: 12 }, (_, index) => {
    const inner = index === 0 ? "x" : `*l${index - 1}`;
    return `l${index}: &l${index} [${Array.from({ length: 10 }, () => inner).join(", ")}]`;
  });

  expect(problemsOf(levels.join("\n"))).toHaveLength(1);
});

function answers(text: string): boolean {
  const parsed = parseYaml({ file: "f", text }, Recipe);
  return parsed.ok || (parsed.problems.length > 0 && parsed.problems.every(({ message }) => message !== ""));
}

const YAML_BITS = ["title", ": ", "\n", "  ", "- ", "[", "]", "{", "}", "&a ", "*a", '"', "#", "!x ", "? "];

test.each([
  ["any characters", fc.string({ unit: "binary", maxLength: 200 })],
  ["pieces of YAML", fc.array(fc.constantFrom(...YAML_BITS), { maxLength: 40 }).map((bits) => bits.join(""))],
])("answers with a value or with problems to %s, and never throws", (_, texts) => {
  expect(() => fc.assert(fc.property(texts, answers))).not.toThrow();
});
