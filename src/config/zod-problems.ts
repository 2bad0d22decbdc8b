import type { z } from "zod";
import { describeIssue, type Found } from "./describe-issue.ts";
import { knownKeys } from "./known-keys.ts";
import { suggestName } from "./nearest-name.ts";
import type { Problem } from "./problem.ts";

type Path = readonly PropertyKey[];

/** Where the checked data came from, so that a problem can say where to look. */
export interface DataSource {
  readonly file: string;
  /** The data as it was before the schema saw it. */
  readonly value: unknown;
  /** 1-based line of a path, or of the nearest part of it that exists. */
  readonly lineOf?: (path: Path) => number | undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[segment];
  }
  return current;
}

function findAt(value: unknown, path: Path): Found {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1);
  const present = typeof parent === "object" && parent !== null && last !== undefined && last in parent;
  return { value: valueAt(value, path), present };
}

/**
 * A path as people read it. An entry of a list goes by its `id` where it has one (`teams.payments.timeZone`),
 * else by its position, counted from 1 as people do (`examples.3`).
 */
export function keyOfPath(value: unknown, path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment !== "number") return String(segment);
      const id = valueAt(value, [...path.slice(0, index + 1), "id"]);
      return typeof id === "string" && id !== "" ? id : String(segment + 1);
    })
    .join(".");
}

/** Of a union's branches, the one that came closest: it liked the kind of value and found least to say. */
function closestBranch(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const inside = issue.errors.filter((errors) =>
    errors.every((each) => each.path.length > 0 || !["invalid_type", "invalid_value"].includes(each.code)),
  );
  return [...inside].sort((a, b) => a.length - b.length)[0];
}

function problemsOf(
  issue: z.core.$ZodIssue,
  parent: Path,
  schema: z.core.$ZodType,
  source: DataSource,
): Problem[] {
  const path = [...parent, ...issue.path];
  const problemAt = (at: Path, description: { message: string; remedy?: string }): Problem => {
    const line = source.lineOf?.(at);
    return {
      file: source.file,
      ...(line === undefined ? {} : { line }),
      key: keyOfPath(source.value, at),
      ...description,
    };
  };
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) =>
      problemAt([...path, key], { message: "is not a known key.", remedy: suggestName(key, known) }),
    );
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = closestBranch(issue);
    if (branch !== undefined) return branch.flatMap((each) => problemsOf(each, path, schema, source));
  }
  if (issue.code === "invalid_key") {
    const found = { value: String(issue.path.at(-1) ?? ""), present: true };
    return issue.issues.map((each) => problemAt(path, describeIssue(each, found)));
  }
  return [problemAt(path, describeIssue(issue, findAt(source.value, path)))];
}

/** All that a schema found wrong, in the order of the lines, with the nearest valid name for unknown keys. */
export function zodProblems(error: z.core.$ZodError, schema: z.core.$ZodType, source: DataSource): Problem[] {
  const problems = error.issues.flatMap((issue) => problemsOf(issue, [], schema, source));
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
