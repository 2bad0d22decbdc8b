/** What is written beside an item, as it stands there. */
export interface Attributes {
  readonly owner?: string;
  readonly due?: string;
  readonly after?: readonly string[];
}

const KEYS = "owner|assignee|due(?: date)?|deadline|depends on|dependencies|blocked by|after";
const ATTRIBUTE = new RegExp(
  `(?:^|[(|;,\\n])\\s*(${KEYS})\\s*:\\s*([^|;()\\n]*?)(?=\\s*(?:[|;()\\n]|,\\s*(?:${KEYS})\\s*:|$))`,
  "giu",
);
const ID = /\b\d+(?:\.\d+)*\b/gu;

/** Where the attributes of a text begin; its length when it has none. */
export function firstAttributeAt(text: string): number {
  const [first] = text.matchAll(ATTRIBUTE);
  return first?.index ?? text.length;
}

/** Reads `owner: code, due: 2031-03-03, after: 4.1` or `**Owner**: code | **Timeline**: 2 days`, in any order. */
export function readAttributes(text: string): Attributes {
  const found: { owner?: string; due?: string; after?: string[] } = {};
  for (const [, key = "", value = ""] of text.matchAll(ATTRIBUTE)) {
    if (value === "") continue;
    switch (key.toLowerCase()) {
      case "owner":
      case "assignee":
        found.owner ??= value.replace(/^@/u, "");
        break;
      case "due":
      case "due date":
      case "deadline":
        found.due ??= value;
        break;
      default:
        found.after = [...(found.after ?? []), ...[...value.matchAll(ID)].map(([id]) => id)];
    }
  }
  return found;
}

/** A day of the calendar as `2031-03-03`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const day = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
