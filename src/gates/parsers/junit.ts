import { XMLParser } from "fast-xml-parser";
import { placeIn, toFailure } from "../check-result.ts";
import type { ParsedResults } from "../check-result.ts";
import type { Failure } from "../gate-report.ts";

type Node = Readonly<Record<string, unknown>>;

const LISTS = ["testsuite", "testcase", "failure", "error", "skipped"];
/** A file that was cut off is no result, however good its beginning looks. */
const WHOLE = /<\/testsuites?>\s*$|<testsuites?\b[^<>]*\/>\s*$/u;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
  isArray: (name) => LISTS.includes(name),
});

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function children(node: Node, name: string): Node[] {
  const list = node[name];
  if (!Array.isArray(list)) return [];
  // An element without attributes and content comes as an empty text.
  return list.map((each: unknown) => (isNode(each) ? each : { "#text": each }));
}

function attribute(node: Node, name: string): string {
  const value = node[`@${name}`];
  return typeof value === "string" ? value : "";
}

function casesOf(node: Node): Node[] {
  return [...children(node, "testcase"), ...children(node, "testsuite").flatMap(casesOf)];
}

function placeOf(testcase: Node, detail: string): Pick<Failure, "file" | "line"> {
  const file = attribute(testcase, "file");
  if (file === "") return placeIn(detail);
  const line = Number(attribute(testcase, "line"));
  return line > 0 ? { file, line } : { file };
}

function nameOf(testcase: Node): string {
  return [attribute(testcase, "classname"), attribute(testcase, "name")]
    .filter((part) => part !== "")
    .join(" ");
}

function toCaseFailure(testcase: Node, problem: Node): Failure {
  const text = typeof problem["#text"] === "string" ? problem["#text"] : "";
  return toFailure(nameOf(testcase), placeOf(testcase, text), attribute(problem, "message") || text);
}

/** JUnit's XML, which most test runners can write. A document type is refused: no runner writes one. */
export function parseJunit(text: string): ParsedResults | undefined {
  const trimmed = text.trim();
  if (!/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<testsuites?\b/u.test(trimmed)) return undefined;
  if (!WHOLE.test(trimmed) || trimmed.includes("<!DOCTYPE")) return undefined;
  let root: unknown;
  try {
    root = parser.parse(trimmed);
  } catch {
    return undefined;
  }
  if (!isNode(root)) return undefined;
  const top = isNode(root["testsuites"]) ? root["testsuites"] : root;
  const failures: Failure[] = [];
  const passedNames: string[] = [];
  let skipped = 0;
  for (const testcase of casesOf(top)) {
    const [problem] = [...children(testcase, "failure"), ...children(testcase, "error")];
    if (problem !== undefined) failures.push(toCaseFailure(testcase, problem));
    else if (testcase["skipped"] === undefined) passedNames.push(nameOf(testcase));
    else skipped += 1;
  }
  return { passed: passedNames.length, failed: failures.length, skipped, failures, passedNames };
}
