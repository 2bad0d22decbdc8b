import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { toString } from "mdast-util-to-string";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";

/** CommonMark with check boxes. Only this file knows the parsing libraries. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfmTaskListItem()],
    mdastExtensions: [gfmTaskListItemFromMarkdown()],
  });
}

/** The words of a node without its marks. */
export function wordsOf(node: Nodes): string {
  return toString(node);
}

/** 1-based. */
export function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1;
}
