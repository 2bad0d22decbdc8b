import type { Blockquote, Heading, List, ListItem, Paragraph, PhrasingContent, RootContent } from "mdast";
import { parseMarkdown, wordsOf } from "../../../src/roadmap/parse-markdown.ts";
import { inlineElements } from "./inline.ts";
import { cut, LIMITS } from "./limits.ts";
import { toPlainCharacters } from "./safe-text.ts";
import type { RichElement, RichPart, SlackBlock } from "./slack-blocks.ts";
import { toTable, toTableBlock, toTableText } from "./table.ts";

/** What a piece of Markdown becomes: blocks of their own, or parts of the rich text that is being written. */
type Piece = { readonly block: SlackBlock } | { readonly part: RichPart };

interface Reading {
  readonly source: string;
  /** Slack takes one of its tables in a message; the others are drawn. */
  hasTable: boolean;
}

function textOf(text: string): RichElement {
  return { type: "text", text: text || " " };
}

function section(elements: RichElement[]): Piece[] {
  return elements.length === 0 ? [] : [{ part: { type: "rich_text_section", elements } }];
}

function preformatted(text: string): Piece[] {
  return [{ part: { type: "rich_text_preformatted", elements: [{ type: "text", text: text || " " }] } }];
}

/** The lines of a paragraph: a line break that somebody wrote is one that people see. */
function linesOf(children: readonly PhrasingContent[]): PhrasingContent[][] {
  const lines: PhrasingContent[][] = [[]];
  for (const child of children) {
    if (child.type === "break") lines.push([]);
    else if (child.type !== "text") lines.at(-1)?.push(child);
    else {
      child.value.split("\n").forEach((value, index) => {
        if (index > 0) lines.push([]);
        if (value !== "") lines.at(-1)?.push({ type: "text", value });
      });
    }
  }
  return lines;
}

/** A line that is emphasised as a whole is a remark: small and grey. */
function remarkOf(line: readonly PhrasingContent[]): Piece[] | undefined {
  const [only, second] = line;
  if (only?.type !== "emphasis" || second !== undefined) return undefined;
  const text = cut(wordsOf(only), LIMITS.contextText);
  return [{ block: { type: "context", elements: [{ type: "plain_text", text, emoji: false }] } }];
}

function paragraph({ children }: Paragraph): Piece[] {
  const pieces: Piece[] = [];
  let open: PhrasingContent[] = [];
  const close = () => {
    pieces.push(...section(inlineElements(open)));
    open = [];
  };
  for (const line of linesOf(children)) {
    const remark = remarkOf(line);
    if (remark === undefined) open.push(...(open.length === 0 ? [] : [{ type: "break" as const }]), ...line);
    else {
      close();
      pieces.push(...remark);
    }
  }
  close();
  return pieces;
}

function heading({ depth, children }: Heading): Piece[] {
  const text = wordsOf({ type: "paragraph", children });
  if (depth > 2 || text.length > LIMITS.headerText || text === "")
    return section(inlineElements([{ type: "strong", children }]));
  return [{ block: { type: "header", text: { type: "plain_text", text, emoji: false } } }];
}

const BOX = { true: "☑ ", false: "☐ " } as const;
const DEEPEST = 8;

function itemElements({ checked, children: [first] }: ListItem): RichElement[] {
  const lead = first?.type === "paragraph" ? inlineElements(first.children) : [];
  const box = typeof checked === "boolean" ? [textOf(BOX[`${checked}`])] : [];
  return lead.length + box.length === 0 ? [textOf(" ")] : [...box, ...lead];
}

/** The row goes to the list before it when that one is as deep, else it begins a list that counts on. */
function addRow(pieces: Piece[], row: RichElement[], { style, indent, number }: ListPlace): void {
  const previous = pieces.at(-1);
  const section = { type: "rich_text_section" as const, elements: row };
  const isOpen = previous !== undefined && "part" in previous && previous.part.type === "rich_text_list";
  if (isOpen && previous.part.type === "rich_text_list" && previous.part.indent === indent) {
    previous.part.elements.push(section);
    return;
  }
  const counted = style === "ordered" && number > 1 ? { offset: number - 1 } : {};
  pieces.push({ part: { type: "rich_text_list", style, indent, ...counted, elements: [section] } });
}

interface ListPlace {
  readonly style: "ordered" | "bullet";
  readonly indent: number;
  readonly number: number;
}

/** A list, and the lists inside it as lists of their own that are indented. */
function list({ ordered, start, children }: List, reading: Reading, indent = 0): Piece[] {
  const pieces: Piece[] = [];
  const style = ordered === true ? "ordered" : "bullet";
  children.forEach((item, index) => {
    addRow(pieces, itemElements(item), { style, indent, number: (start ?? 1) + index });
    const inside = item.children.slice(item.children[0]?.type === "paragraph" ? 1 : 0);
    for (const node of inside) {
      const deeper = Math.min(DEEPEST, indent + 1);
      pieces.push(...(node.type === "list" ? list(node, reading, deeper) : piecesOf(node, reading)));
    }
  });
  return pieces;
}

function quote({ children }: Blockquote): Piece[] {
  const lines = children.map((child) =>
    child.type === "paragraph" ? inlineElements(child.children) : [textOf(wordsOf(child))],
  );
  const elements = lines.flatMap((line, index) => (index === 0 ? line : [textOf("\n"), ...line]));
  return elements.length === 0 ? [] : [{ part: { type: "rich_text_quote", elements } }];
}

function table(node: RootContent, reading: Reading): Piece[] | undefined {
  const { start, end } = node.position ?? {};
  const found = toTable(reading.source.slice(start?.offset ?? 0, end?.offset ?? 0));
  if (found === undefined) return undefined;
  const block = reading.hasTable ? undefined : toTableBlock(found);
  if (block === undefined) return preformatted(toTableText(found));
  reading.hasTable = true;
  return [{ block }];
}

function piecesOf(node: RootContent, reading: Reading): Piece[] {
  if (node.type === "heading") return heading(node);
  if (node.type === "paragraph") return table(node, reading) ?? paragraph(node);
  if (node.type === "list") return list(node, reading);
  if (node.type === "code") return preformatted(node.value);
  if (node.type === "blockquote") return quote(node);
  if (node.type === "thematicBreak") return [{ block: { type: "divider" } }];
  const text = "value" in node ? node.value : wordsOf(node);
  return section(text === "" ? [] : [textOf(text)]);
}

/** Two paragraphs are told apart by an empty line. */
function withSpace(parts: readonly RichPart[]): RichPart[] {
  return parts.map((part, index) =>
    part.type === "rich_text_section" && parts[index + 1]?.type === "rich_text_section"
      ? { ...part, elements: [...part.elements, { type: "text", text: "\n" }] }
      : part,
  );
}

/** Marks in a text above which it is shown as it is: parsing takes time by their square. */
const MOST_MARKS = 1_000;

function isTangled(source: string): boolean {
  return (source.match(/[*_[\]`<>!]/gu)?.length ?? 0) > MOST_MARKS;
}

/** Markdown as blocks of Slack. Text stays text, whatever it looks like: nothing in it mentions, and no link hides where it leads. */
export function markdownBlocks(text: string): SlackBlock[] {
  const source = toPlainCharacters(text);
  const reading: Reading = { source, hasTable: false };
  const blocks: SlackBlock[] = [];
  let parts: RichPart[] = [];
  const close = () => {
    if (parts.length > 0) blocks.push({ type: "rich_text", elements: withSpace(parts) });
    parts = [];
  };
  const pieces = isTangled(source)
    ? section([textOf(source)])
    : parseMarkdown(source).children.flatMap((node) => piecesOf(node, reading));
  for (const piece of pieces) {
    if ("part" in piece) parts.push(piece.part);
    else {
      close();
      blocks.push(piece.block);
    }
  }
  close();
  return blocks;
}
