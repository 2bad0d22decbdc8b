import type { RichElement, RichPart, SlackBlock } from "../../../../adapters/slack/outgoing/slack-blocks.ts";

function showElement(element: RichElement): string {
  switch (element.type) {
    case "text": {
      const { bold, italic, code } = element.style ?? {};
      if (code === true) return `\`${element.text}\``;
      const emphasised = italic === true ? `_${element.text}_` : element.text;
      return bold === true ? `**${emphasised}**` : emphasised;
    }
    case "link":
      return element.text === undefined || element.text === element.url
        ? `<${element.url}>`
        : `<${element.url}|${element.text}>`;
    case "user":
      return `<RING ${element.user_id}>`;
    case "usergroup":
      return `<RING ${element.usergroup_id}>`;
  }
}

function showAll(elements: readonly RichElement[]): string {
  return elements.map(showElement).join("");
}

function showPart(part: RichPart): string {
  switch (part.type) {
    case "rich_text_section":
      return showAll(part.elements);
    case "rich_text_quote":
      return showAll(part.elements).replace(/^/gmu, "> ");
    case "rich_text_preformatted":
      return `\`\`\`\n${showAll(part.elements)}\n\`\`\``;
    case "rich_text_list":
      return part.elements
        .map(({ elements }, index) => {
          const mark = part.style === "bullet" ? "-" : `${(part.offset ?? 0) + index + 1}.`;
          return `${"  ".repeat(part.indent ?? 0)}${mark} ${showAll(elements)}`;
        })
        .join("\n");
  }
}

/** Blocks as a person sees them, one below the other. */
export function showBlocks(blocks: readonly SlackBlock[] = []): string {
  return blocks
    .map((block) => {
      switch (block.type) {
        case "header":
          return `# ${block.text.text}`;
        case "divider":
          return "----";
        case "context":
          return block.elements.map(({ text }) => `(${text})`).join(" ");
        case "rich_text":
          return block.elements.map(showPart).join("\n");
        case "table":
          return block.rows.map((row) => `| ${row.map(({ text }) => text).join(" | ")} |`).join("\n");
        case "actions":
          return block.elements
            .map((element) =>
              element.type === "button"
                ? `[${element.style === undefined ? "" : `${element.style}: `}${element.text.text}]`
                : `[v ${element.options.map(({ text }) => text.text).join(" / ")}]`,
            )
            .join(" ");
      }
    })
    .join("\n");
}
