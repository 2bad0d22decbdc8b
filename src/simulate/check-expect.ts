import type { Post } from "./format-post.ts";
import type { Expect } from "./scenario.ts";

function plain(text: string): string {
  return text.replace(/\*\*/gu, "").replace(/\s+/gu, " ").trim();
}

function has({ text }: Post, part: string): boolean {
  return plain(text).includes(plain(part));
}

/** What did not come true, in one sentence; undefined when all did. Bold marks and blanks do not count. */
export function checkExpect(
  { in: place, says, never, times, status }: Expect,
  posts: readonly Post[],
  statusNow: string | undefined,
): string | undefined {
  const here = place === undefined ? posts : posts.filter((post) => post.place === place);
  const where = place ?? "any place";
  const missing = says.filter((part) => !here.some((post) => has(post, part)));
  if (times !== 0 && missing.length > 0) return `nothing in ${where} says ${quoted(missing)}.`;
  const unwanted = never.filter((part) => here.some((post) => has(post, part)));
  if (unwanted.length > 0) return `something in ${where} says ${quoted(unwanted)}.`;
  const found = here.filter((post) => has(post, says[0] ?? "")).length;
  if (times !== undefined && found !== times)
    return `${where} says "${says[0] ?? ""}" ${found} times, not ${times}.`;
  if (status !== undefined && status !== statusNow)
    return `${where} is ${statusNow ?? "unknown"}, not ${status}.`;
  return undefined;
}

/** What came true, in a few words. */
export function describeExpect({ in: place, says, never, times, status }: Expect): string {
  const parts = [
    ...(says.length === 0 ? [] : [`says ${quoted(says)}${often(times)}`]),
    ...(never.length === 0 ? [] : [`says nothing of ${quoted(never)}`]),
    ...(status === undefined ? [] : [`is ${status}`]),
  ];
  return `${place ?? "somebody"} ${parts.join(", ")}`;
}

function quoted(parts: readonly string[]): string {
  return parts.map((part) => `"${part}"`).join(" and ");
}

function often(times: number | undefined): string {
  if (times === undefined) return "";
  return times === 1 ? " once" : ` ${times} times`;
}
