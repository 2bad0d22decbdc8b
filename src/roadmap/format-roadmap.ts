import { formatProblem } from "../config/problem.ts";
import type { Roadmap } from "./read-roadmap.ts";
import { findItems, nameOf, progressOf, withDescendants } from "./roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";

const NEXT = 5;
const PROBLEMS = 5;
const MARKS = { open: "☐", started: "◐", done: "☑", claimed: "?" } as const;

/** One line: `☐ task 4.2.1 Load models, code, due 2031-03-03, after 4.1 (line 12)`. */
export function itemLine(item: RoadmapItem): string {
  const { total, done } = progressOf(item);
  const facts = [
    ...(item.children.length > 0 && total > 0 ? [`${done} of ${total}`] : []),
    ...(item.owner === undefined ? [] : [item.owner]),
    ...(item.due === undefined ? [] : [`due ${item.due}`]),
    ...(item.after.length === 0 ? [] : [`after ${item.after.join(", ")}`]),
    ...(item.state === "claimed" ? ["called done, with no box to show it"] : []),
  ];
  const name = item.id === undefined ? "" : `**${nameOf(item)}** `;
  const tail = facts.length === 0 ? "" : `, ${facts.join(", ")}`;
  return `${MARKS[item.state]} ${name}${item.title}${tail} (line ${item.line})`;
}

/** Boxes that can be worked on now: open, without open boxes below, and nothing before them that is not done. */
export function nextItems(items: readonly RoadmapItem[]): RoadmapItem[] {
  return withDescendants(items).filter(
    ({ hasBox, state, children, after }) =>
      hasBox &&
      state !== "done" &&
      children.every((child) => child.state === "done") &&
      after.every((id) => findItems(items, id).every((before) => before.state === "done")),
  );
}

function tree(items: readonly RoadmapItem[], isShown: (item: RoadmapItem) => boolean, depth = 0): string[] {
  return items
    .filter(isShown)
    .flatMap((item) => [
      `${"  ".repeat(depth)}- ${itemLine(item)}`,
      ...tree(item.children, isShown, depth + 1),
    ]);
}

function problemLines({ problems }: Roadmap): string[] {
  if (problems.length === 0) return [];
  const more = problems.length - PROBLEMS;
  const shown = problems.slice(0, PROBLEMS).map((problem) => `- ${formatProblem(problem)}`);
  return ["", "Problems:", ...shown, ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** The whole file in a few lines: headings with their progress, what can be done next, what is wrong. */
export function formatRoadmap(roadmap: Roadmap): string {
  const progress = roadmap.items.map(progressOf);
  const done = progress.reduce((sum, each) => sum + each.done, 0);
  const total = progress.reduce((sum, each) => sum + each.total, 0);
  const next = nextItems(roadmap.items).slice(0, NEXT);
  return [
    `\`${roadmap.file}\`: ${done} of ${total} boxes are ticked.`,
    ...tree(roadmap.items, ({ hasBox }) => !hasBox),
    ...(next.length === 0 ? [] : ["", "Next:", ...next.map((item) => `- ${itemLine(item)}`)]),
    ...problemLines(roadmap),
  ].join("\n");
}

/** An item and everything below it. */
export function formatItem(item: RoadmapItem): string {
  return tree([item], () => true).join("\n");
}
