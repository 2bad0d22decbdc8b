import { createHash } from "node:crypto";

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** JSON with its keys in order, so that the same arguments are the same text. */
export function canonicalJson(value: unknown, indent?: number): string {
  return JSON.stringify(sorted(value), undefined, indent);
}

/** What an approval is for: the tool with exactly these arguments. */
export function hashArguments(tool: string, args: Readonly<Record<string, unknown>>): string {
  return createHash("sha256")
    .update(canonicalJson([tool, args]))
    .digest("hex");
}
