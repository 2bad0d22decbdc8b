import type { ListRules, Marks } from "./checklist-state.ts";

type Item = ListRules["items"][number];

function daysOf({ days }: Item): string {
  if (days === undefined) return "";
  return days.from === days.to ? `day ${days.from}` : `days ${days.from} to ${days.to}`;
}

function itemLine(item: Item, { kind }: ListRules, marks: Marks): string {
  const mark = marks[item.id];
  const box = kind === "principles" ? "" : mark === undefined ? "☐ " : "☑ ";
  const facts = [daysOf(item), item.owner ?? ""].filter((fact) => fact !== "");
  const more = facts.length === 0 ? "" : ` (${facts.join(", ")})`;
  const seen = mark === undefined ? "" : ` – ${mark.evidence} (${mark.by}, ${mark.at.slice(0, 10)})`;
  return `- ${box}\`${item.id}\` ${item.text}${more}${seen}`;
}

/** "2 of 5 done"; what is only to be kept in mind is never done. */
export function progressOf({ kind, items }: ListRules, marks: Marks): string {
  if (kind === "principles") return "to be kept in mind";
  return `${items.filter(({ id }) => marks[id] !== undefined).length} of ${items.length} done`;
}

/** A list in one line with how far it is. */
export function checklistLine(list: ListRules, marks: Marks): string {
  return `- \`${list.id}\` ${list.title}: ${progressOf(list, marks)}`;
}

/** A list with all its items, who sees to each and when, and by what it can be seen that it is done. */
export function renderChecklist(list: ListRules, marks: Marks): string {
  const head = `**${list.title}** (\`${list.id}\`), ${progressOf(list, marks)}:`;
  return [head, ...list.items.map((item) => itemLine(item, list, marks))].join("\n");
}
