import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Document, LineCounter, Node, Pair } from "yaml";

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "range" in value;
}

function startOf(value: unknown): number | undefined {
  return isNode(value) ? value.range?.[0] : undefined;
}

/** The entry of a map or list that a path segment names, and the offset at which a person sees it. */
function enter(
  node: unknown,
  segment: PropertyKey,
): { readonly offset?: number; readonly inner: unknown } | undefined {
  if (isMap(node)) {
    const pair: Pair | undefined = node.items.find(
      (item) => String(isScalar(item.key) ? item.key.value : item.key) === String(segment),
    );
    if (pair === undefined) return undefined;
    const offset = startOf(pair.key);
    return { ...(offset === undefined ? {} : { offset }), inner: pair.value };
  }
  if (isSeq(node) && typeof segment === "number") {
    const inner: unknown = node.items[segment];
    if (inner === undefined) return undefined;
    const offset = startOf(inner);
    return { ...(offset === undefined ? {} : { offset }), inner };
  }
  return undefined;
}

/**
 * Finds lines in a YAML document: the line of the key or list entry that a path names, or of the deepest part
 * of the path that exists (a missing key is reported where its section starts). 1-based.
 */
export function lineOfPath(
  doc: Document,
  counter: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  let node: unknown = doc.contents;
  let offset = startOf(node);
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(doc);
    const found = enter(node, segment);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.inner;
  }
  return offset === undefined ? undefined : counter.linePos(offset).line;
}
