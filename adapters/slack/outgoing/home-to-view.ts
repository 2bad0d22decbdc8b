import type { Home, HomeItem, HomeSection } from "../../../src/chat/messages.ts";
import { choiceBlocks } from "./choice-blocks.ts";
import { cut, LIMITS } from "./limits.ts";
import { markdownBlocks } from "./markdown-blocks.ts";
import { toPlainCharacters } from "./safe-text.ts";
import { HomeView } from "./slack-blocks.ts";
import type { SlackBlock } from "./slack-blocks.ts";
import { splitMarkdown } from "./split-markdown.ts";

const ITEM_TEXT = 1_000;

function header(title: string): SlackBlock {
  const text = cut(toPlainCharacters(title), LIMITS.headerText) || " ";
  return { type: "header", text: { type: "plain_text", text, emoji: false } };
}

function remark(text: string): SlackBlock {
  return {
    type: "context",
    elements: [{ type: "plain_text", text: cut(text, LIMITS.contextText), emoji: false }],
  };
}

function itemBlocks({ text, choices }: HomeItem, name: string): SlackBlock[] {
  const [shown = text] = splitMarkdown(text, ITEM_TEXT);
  return [...markdownBlocks(shown), ...(choices === undefined ? [] : choiceBlocks(choices, name))];
}

/** As many items as fit, and how many more there are. */
function sectionBlocks(section: HomeSection, room: number, place: number): SlackBlock[] {
  const blocks: SlackBlock[] = [header(section.title)];
  if (section.items.length === 0)
    return section.empty === undefined ? [] : [...blocks, remark(section.empty)];
  for (const [index, item] of section.items.entries()) {
    const next = itemBlocks(item, `home.${place}.${index}`);
    const isLast = index === section.items.length - 1;
    if (blocks.length + next.length + (isLast ? 0 : 1) > room) {
      return [...blocks, remark(`and ${section.items.length - index} more`)];
    }
    blocks.push(...next);
  }
  return blocks;
}

/** A home within Slack's limits: every section keeps room for its title and its first items. */
export function homeToView(home: Home): HomeView {
  const settings = home.choices === undefined ? [] : choiceBlocks(home.choices, "home");
  const blocks: SlackBlock[] = [header(home.title), ...settings];
  home.sections.forEach((section, place) => {
    const left = home.sections.length - place;
    const room = Math.floor((LIMITS.viewBlocks - blocks.length) / left);
    blocks.push(...sectionBlocks(section, Math.max(2, room), place));
  });
  return HomeView.parse({ type: "home", blocks: blocks.slice(0, LIMITS.viewBlocks) });
}
