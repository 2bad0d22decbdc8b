import { isTableStart, renderTable, tableHeight } from "./render-table.ts";

const FENCE = /^(\s{0,3})(`{3,}|~{3,})(.*)$/u;
/** What would move the cursor, hide text or turn its direction; line breaks and tabs stay. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu;
const JOINER = "\u2060";

/**
 * Markdown as Discord shows it. What Discord lacks gets the nearest look: tables, deep headings, tasks, pictures,
 * rules; spoilers are Discord's alone, so two bars stay two bars. Code is left as it is.
 */
export function toDiscordText(markdown: string): string {
  const lines = markdown.replaceAll("\r\n", "\n").replace(CONTROL, "").split("\n");
  const out: string[] = [];
  let fence: string | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const found = FENCE.exec(line);
    if (fence !== undefined) {
      const closes = found !== null && (found[3] ?? "").trim() === "" && isAtLeast(found[2] ?? "", fence);
      out.push(closes ? "```" : line.replaceAll("```", `\`\`${JOINER}\``));
      if (closes) fence = undefined;
    } else if (found !== null && !(found[3] ?? "").includes("`")) {
      fence = found[2] ?? "";
      out.push(`\`\`\`${(found[3] ?? "").trim()}`);
    } else if (isTableStart(lines, at)) {
      const height = tableHeight(lines, at);
      out.push(...renderTable(lines.slice(at, at + height)));
      at += height - 1;
    } else {
      out.push(renderLine(line));
    }
  }
  if (fence !== undefined) out.push("```");
  return out.join("\n");
}

function isAtLeast(closer: string, opener: string): boolean {
  return closer[0] === opener[0] && closer.length >= opener.length;
}

function renderLine(line: string): string {
  const heading = /^#{4,6}\s+(.+?)\s*#*$/u.exec(line);
  if (heading !== null) return `**${(heading[1] ?? "").replaceAll("**", "")}**`;
  if (/^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/u.test(line)) return "──────────";
  const task = /^(\s*[-*+]\s+)\[([ xX])\]\s+(.*)$/u.exec(line);
  const text = task === null ? line : `${task[1] ?? ""}${task[2] === " " ? "☐" : "☑"} ${task[3] ?? ""}`;
  return outsideCode(text, (piece) =>
    piece
      .replace(
        /!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/gu,
        (_all, alt: string, url: string) => `[${alt || url}](${url})`,
      )
      .replace(/<br\s*\/?>/giu, "\n")
      .replace(/(?<!\\)\|\|/gu, String.raw`\|\|`),
  );
}

/** Changes a line where it is no inline code. */
function outsideCode(line: string, change: (piece: string) => string): string {
  return line
    .split(/(`+[^`]+`+)/u)
    .map((piece, at) => (at % 2 === 1 ? piece : change(piece)))
    .join("");
}
