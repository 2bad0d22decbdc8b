import { isDay } from "../roadmap/read-attributes.ts";
import { findItems, nameOf, withDescendants } from "../roadmap/roadmap.ts";
import type { RoadmapItem } from "../roadmap/roadmap.ts";

/** Something of the roadmap that will not be done by the day that it was due. */
export interface Slip {
  /** As people call it: `task 2.3.2 Stream tokens`. */
  readonly milestone: string;
  readonly due: string;
  readonly expected: string;
  /** What it waits for is due later; else its day has simply passed. */
  readonly isForeseen: boolean;
}

function milestoneOf(item: RoadmapItem): string {
  return item.id === undefined ? item.title : `${nameOf(item)} ${item.title}`;
}

function isOpen({ state }: RoadmapItem): boolean {
  return state === "open" || state === "started";
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

/**
 * What slips as the roadmap stands: open items whose day has passed, and those that wait for something open which is
 * due, or expected, after their own day. Days are `2031-03-03`; an item without a day slips nowhere.
 */
export function slipsOf(items: readonly RoadmapItem[], today: string): Slip[] {
  function expectedOf(item: RoadmapItem, seen: readonly RoadmapItem[]): string {
    const due = item.due !== undefined && isDay(item.due) ? item.due : "";
    const own = due !== "" && due < today ? today : due;
    return awaited(item, seen).reduce(later, own);
  }

  /** The days of what has to come first. What goes in circles is a problem of the roadmap, not of its days. */
  function awaited(item: RoadmapItem, seen: readonly RoadmapItem[]): string[] {
    return item.after
      .flatMap((id) => findItems(items, id))
      .filter((before) => isOpen(before) && before !== item && !seen.includes(before))
      .map((before) => expectedOf(before, [...seen, item]));
  }

  return withDescendants(items).flatMap((item): Slip[] => {
    const { due } = item;
    if (due === undefined || !isDay(due) || !isOpen(item)) return [];
    const foreseen = awaited(item, []).reduce(later, "");
    const expected = expectedOf(item, []);
    if (expected <= due) return [];
    return [{ milestone: milestoneOf(item), due, expected, isForeseen: foreseen >= expected }];
  });
}
