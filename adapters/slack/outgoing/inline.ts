import type { PhrasingContent } from "mdast";
import { wordsOf } from "../../../src/roadmap/parse-markdown.ts";
import { isMasked, safeAddress } from "./safe-text.ts";
import type { RichElement } from "./slack-blocks.ts";

/** How a stretch of text looks. */
interface InlineStyle {
  readonly bold?: true | undefined;
  readonly italic?: true | undefined;
  readonly code?: true | undefined;
}

const ADDRESS = /https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/gu;

function styled(style: InlineStyle): { style?: InlineStyle } {
  return Object.keys(style).length === 0 ? {} : { style };
}

function textElement(text: string, style: InlineStyle): RichElement[] {
  return text === "" ? [] : [{ type: "text", text, ...styled(style) }];
}

/** Plain words; addresses in them become links, since Slack makes none of what is in a rich text. */
function textElements(text: string, style: InlineStyle): RichElement[] {
  const elements: RichElement[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const url = safeAddress(match[0]);
    if (url === undefined) continue;
    elements.push(...textElement(text.slice(at, match.index), style));
    elements.push({ type: "link", url, text: match[0], ...styled(style) });
    at = match.index + match[0].length;
  }
  return [...elements, ...textElement(text.slice(at), style)];
}

/** A link whose words say where it leads; otherwise its words and its real address side by side. */
function linkElements(label: string, address: string, style: InlineStyle): RichElement[] {
  const url = safeAddress(address);
  if (url === undefined) return textElement(label === address ? label : `${label} (${address})`, style);
  if (label === "" || label === address) return [{ type: "link", url, ...styled(style) }];
  if (!isMasked(label, url)) return [{ type: "link", url, text: label, ...styled(style) }];
  return [...textElement(`${label} (`, style), { type: "link", url }, ...textElement(")", style)];
}

function isAlike(a: InlineStyle = {}, b: InlineStyle = {}): boolean {
  return a.bold === b.bold && a.italic === b.italic && a.code === b.code;
}

/** Neighbours that look alike are one: every element counts towards the length of a message. */
function merged(elements: readonly RichElement[]): RichElement[] {
  const all: RichElement[] = [];
  for (const element of elements) {
    const last = all.at(-1);
    if (last?.type === "text" && element.type === "text" && isAlike(last.style, element.style))
      all[all.length - 1] = { ...last, text: last.text + element.text };
    else all.push(element);
  }
  return all;
}

/** The inline part of Markdown. Whatever it holds, it mentions nobody: only text and links come out. */
export function inlineElements(nodes: readonly PhrasingContent[]): RichElement[] {
  return merged(elementsOf(nodes, {}));
}

function elementsOf(nodes: readonly PhrasingContent[], style: InlineStyle): RichElement[] {
  return nodes.flatMap((node) => {
    switch (node.type) {
      case "strong":
        return elementsOf(node.children, { ...style, bold: true });
      case "emphasis":
        return elementsOf(node.children, { ...style, italic: true });
      case "inlineCode":
        return textElement(node.value, { ...style, code: true });
      case "break":
        return textElement("\n", style);
      case "link":
        return linkElements(wordsOf(node), node.url, style);
      case "image":
        return linkElements(node.alt || "picture", node.url, style);
      case "text":
        return textElements(node.value, style);
      case "html":
        return textElement(node.value, style);
      case "delete":
      case "footnoteReference":
      case "imageReference":
      case "linkReference":
        return textElement(wordsOf(node), style);
    }
  });
}
