import type { Problem } from "../config/problem.ts";
import { isDay } from "./read-attributes.ts";
import { findItems, nameOf, withDescendants } from "./roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";

interface Finding {
  readonly message: string;
  readonly remedy: string;
}

/** What the file says that cannot be, by line: numbers given twice, dates, dependencies, and ticks above open work. */
export function checkRoadmap(items: readonly RoadmapItem[], file: string): Problem[] {
  const all = withDescendants(items);
  if (all.length === 0) {
    const remedy =
      "Write headings such as `## Epic 2: Loading` and check boxes such as `- [ ] 2.1.1 Parser`.";
    return [{ file, key: "", message: "has no phase, epic, story, task or check box.", remedy }];
  }
  const circling = circlingItems(items, all);
  return all.flatMap((item) => {
    const findings = [
      ...findTwice(item, all),
      ...findDate(item),
      ...findUnknown(item, items),
      ...(circling.has(item) ? [CIRCLE] : []),
      ...findHasty(item),
    ];
    return findings.map((finding) => ({ file, line: item.line, key: nameOf(item), ...finding }));
  });
}

const CIRCLE: Finding = {
  message: "waits for itself, by way of what it comes after.",
  remedy: "Take one of the dependencies out.",
};

function findTwice(item: RoadmapItem, all: readonly RoadmapItem[]): Finding[] {
  if (item.id === undefined) return [];
  const first = all.find(({ kind, id }) => kind === item.kind && id === item.id);
  if (first === undefined || first === item) return [];
  return [{ message: `has the number of line ${first.line}.`, remedy: "Give it one of its own." }];
}

function findDate({ due }: RoadmapItem): Finding[] {
  if (due === undefined || isDay(due)) return [];
  return [{ message: `is due "${due}", which is no day.`, remedy: "Write the day as 2031-03-03." }];
}

function findUnknown(item: RoadmapItem, items: readonly RoadmapItem[]): Finding[] {
  return item.after
    .filter((id) => findItems(items, id).length === 0)
    .map((id) => ({ message: `comes after ${id}, which does not exist.`, remedy: "Correct the number." }));
}

/** A tick or a heading that says done while something below it is not. */
function findHasty(item: RoadmapItem): Finding[] {
  const saysDone = item.hasBox ? item.state === "done" : item.claimsDone;
  const open = withDescendants(item.children).filter(({ hasBox, state }) => hasBox && state !== "done");
  const [first] = open;
  if (!saysDone || first === undefined) return [];
  const what = open.length === 1 ? "1 box below it is" : `${open.length} boxes below it are`;
  return [
    {
      message: `is called done, and ${what} open.`,
      remedy: `Look at line ${first.line}; untick it, or tick what is below.`,
    },
  ];
}

/** Items that come after themselves. */
function circlingItems(items: readonly RoadmapItem[], all: readonly RoadmapItem[]): Set<RoadmapItem> {
  const before = new Map(
    all.map((item) => [item, item.after.flatMap((id) => findItems(items, id))] as const),
  );
  return new Set(all.filter((item) => reaches(item, before)));
}

function reaches(start: RoadmapItem, before: ReadonlyMap<RoadmapItem, readonly RoadmapItem[]>): boolean {
  const seen = new Set<RoadmapItem>();
  const next = [...(before.get(start) ?? [])];
  for (let item = next.pop(); item !== undefined; item = next.pop()) {
    if (item === start) return true;
    if (seen.has(item)) continue;
    seen.add(item);
    next.push(...(before.get(item) ?? []));
  }
  return false;
}
