import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The keys by which entries of the lists of rules are known. */
const NAMES = ["id", "component", "name", "level", "flag", "skill"];

function enter(value, segment) {
  if (Array.isArray(value)) {
    const named = value.find((item) => item === segment || NAMES.some((key) => String(item?.[key]) === segment));
    return named ?? value[Number(segment) - 1];
  }
  return typeof value === "object" && value !== null ? value[segment] : undefined;
}

function isRowOf(text, name) {
  return text.split("\n").some((line) => line.startsWith(`| ${name} `));
}

function createReader(root) {
  const texts = new Map();
  return (file) => {
    const path = join(root, file);
    if (!texts.has(file)) texts.set(file, existsSync(path) ? readFileSync(path, "utf8") : undefined);
    return texts.get(file);
  };
}

function createParser() {
  const known = new Map();
  return (text) => {
    if (!known.has(text)) known.set(text, dataOf(text));
    return known.get(text);
  };
}

function dataOf(text) {
  const front = /^---\n([\s\S]*?)\n---\n/u.exec(text);
  return parse(front === null ? text : front[1]);
}

function placeProblem({ file, at }, { read, parsed }) {
  const text = read(file);
  if (text === undefined) return `${file} is not there.`;
  if (file.endsWith(".md") && !text.startsWith("---\n"))
    return isRowOf(text, at) ? undefined : `${file} has no row "${at}".`;
  const found = at.split(".").reduce(enter, parsed(text));
  return found === undefined ? `${file} has no key "${at}".` : undefined;
}

/** The name of a table has blanks to fill in; then the row must be there as well. */
function testProblem(test, row, read) {
  if (test?.file === undefined || test.name === undefined) return "no test is named.";
  const text = read(test.file);
  if (text === undefined) return `the test file ${test.file} is not there.`;
  const literal = JSON.stringify(test.name);
  if (!text.includes(`(${literal},`) && !new RegExp(`\\(\\s*${escape(literal)},`, "u").test(text))
    return `${test.file} has no test "${test.name}".`;
  const isTable = /%[sdi]|\$\w/u.test(test.name);
  return isTable && !text.includes(`"${row}"`) ? `${test.file} has no row "${row}".` : undefined;
}

function escape(text) {
  return text.replace(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);
}

/** What shows a rule, or why nothing does yet. */
function shownProblem({ test, until }, row, read) {
  if (test !== null) return testProblem(test, test?.case ?? row, read);
  return until === undefined ? "no test is named, and nothing says until when." : undefined;
}

function problemsOf(rule, { read, parsed }) {
  const found = [placeProblem(rule, { read, parsed }), shownProblem(rule, rule.case, read)];
  if (rule.behaviour !== undefined) found.push(shownProblem(rule.behaviour, rule.case, read));
  return found.filter((problem) => problem !== undefined).map((problem) => `${rule.seed}: ${problem}`);
}

/** Every place and test that the list names and that is not there; a rule that is listed twice. */
export function checkCoverage(parts, root) {
  const files = { read: createReader(root), parsed: createParser() };
  const rules = parts.flatMap((part) => part.rules);
  const twice = rules.filter((rule, index) => rules.findIndex((other) => other.seed === rule.seed) !== index);
  return [
    ...twice.map((rule) => `${rule.seed}: is listed twice.`),
    ...rules.flatMap((rule) => problemsOf(rule, files)),
  ];
}
