import type { Heading, List, ListItem, RootContent } from "mdast";
import { lineOf, parseMarkdown, wordsOf } from "./parse-markdown.ts";
import { readAttributes } from "./read-attributes.ts";
import { readLabel } from "./read-label.ts";
import type { ItemKind, ItemState, RoadmapItem } from "./roadmap.ts";

/** An item while its file is being read. */
interface Draft {
  readonly kind: ItemKind;
  readonly id: string | undefined;
  readonly title: string;
  readonly line: number;
  /** Absent for a heading. */
  readonly isTicked: boolean | undefined;
  readonly claimsDone: boolean;
  owner: string | undefined;
  due: string | undefined;
  readonly after: string[];
  readonly children: Draft[];
}

interface Open {
  readonly depth: number;
  readonly draft: Draft;
}

/**
 * Reads phases, epics, stories and tasks out of Markdown. A heading is an item when it has a number or one of these
 * words before a number; other headings only group. Every check box is a task. Never throws for any text.
 */
export function parseRoadmap(text: string): RoadmapItem[] {
  const top: Draft[] = [];
  const open: Open[] = [];
  for (const node of parseMarkdown(text).children) {
    if (node.type === "heading") {
      closeFrom(open, node.depth);
      const draft = headingItem(node);
      if (draft === undefined) continue;
      (open.at(-1)?.draft.children ?? top).push(draft);
      open.push({ depth: node.depth, draft });
    } else readBody(node, open.at(-1)?.draft, top);
  }
  return top.map(toItem);
}

/** A heading ends everything of its own depth and deeper. */
function closeFrom(open: Open[], depth: number): void {
  while ((open.at(-1)?.depth ?? 0) >= depth) open.pop();
}

function headingItem(node: Heading): Draft | undefined {
  const text = wordsOf(node);
  const { kind, id, title, claimsDone } = readLabel(text);
  if (kind === undefined) return undefined;
  return draftOf({ kind, id, title, claimsDone, line: lineOf(node), isTicked: undefined }, text);
}

function draftOf(
  base: Pick<Draft, "kind" | "id" | "title" | "claimsDone" | "line" | "isTicked">,
  text: string,
): Draft {
  const draft: Draft = { ...base, owner: undefined, due: undefined, after: [], children: [] };
  addAttributes(draft, text);
  return draft;
}

/** What was said first stands. */
function addAttributes(draft: Draft, text: string): void {
  const { owner, due, after = [] } = readAttributes(text);
  draft.owner ??= owner;
  draft.due ??= due;
  draft.after.push(...after.filter((id) => !draft.after.includes(id)));
}

function readBody(node: RootContent, owner: Draft | undefined, top: Draft[]): void {
  if (node.type === "list") readList(node, owner, top);
  else if (node.type === "paragraph" && owner !== undefined) addAttributes(owner, wordsOf(node));
}

function readList(list: List, owner: Draft | undefined, top: Draft[]): void {
  for (const entry of list.children) {
    const isBox = typeof entry.checked === "boolean";
    const draft = isBox ? boxItem(entry) : owner;
    if (isBox && draft !== undefined) (owner?.children ?? top).push(draft);
    const rest = isBox ? entry.children.slice(1) : entry.children;
    for (const child of rest) readBody(child, draft, top);
  }
}

function boxItem(entry: ListItem): Draft {
  const [first] = entry.children;
  const text = first === undefined ? "" : wordsOf(first);
  const { kind = "task", id, title, claimsDone } = readLabel(text);
  return draftOf(
    { kind, id, title, claimsDone, line: lineOf(entry), isTicked: entry.checked ?? false },
    text,
  );
}

function stateOf(draft: Draft, children: readonly RoadmapItem[]): ItemState {
  if (draft.isTicked === true) return "done";
  const hasBegun = children.some(({ state }) => state !== "open");
  const isThrough = children.length > 0 && children.every(({ state }) => state === "done");
  if (draft.isTicked === false) return hasBegun ? "started" : "open";
  if (children.length === 0) return draft.claimsDone ? "claimed" : "open";
  if (isThrough) return "done";
  return hasBegun ? "started" : "open";
}

function toItem(draft: Draft): RoadmapItem {
  const children = draft.children.map(toItem);
  const { isTicked, ...rest } = draft;
  return { ...rest, hasBox: isTicked !== undefined, state: stateOf(draft, children), children };
}
