const FENCE = /^\s*(`{3,}|~{3,})(.*)$/u;

/** The fence that is open at the end of a text, with its language; undefined outside of code. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line);
    if (mark === null) continue;
    const [, fence = "", language = ""] = mark;
    if (open === undefined) open = `${fence}${language}`;
    else if (language.trim() === "" && fence.startsWith(/^[`~]+/u.exec(open)?.[0] ?? fence)) open = undefined;
  }
  return open;
}

/** Before which character to cut: at the end of a paragraph, a line, a sentence or a word, the first that leaves half full. */
function cutAt(text: string, max: number): number {
  for (const end of ["\n\n", "\n", ". ", " "]) {
    const at = text.lastIndexOf(end, max - end.length);
    if (at >= max / 2) return at + end.length;
  }
  return /[\uD800-\uDBFF]/u.test(text[max - 1] ?? "") ? max - 1 : max;
}

/**
 * A text in parts of at most `max` characters (at least 100), cut where a reader would; code that is cut is closed and
 * opened again. Joined, the parts hold every word.
 */
export function splitMarkdown(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text;
  const room = max - 2 * 40;
  while (rest.length > max) {
    const at = cutAt(rest, room);
    const part = rest.slice(0, at).trimEnd();
    const fence = openFence(part);
    parts.push(fence === undefined ? part : `${part}\n${/^[`~]+/u.exec(fence)?.[0] ?? ""}`);
    const left = fence === undefined ? rest.slice(at).trimStart() : rest.slice(at);
    rest = fence === undefined ? left : `${fence.slice(0, 40)}\n${left}`;
  }
  return rest.trim() === "" ? parts : [...parts, rest];
}
