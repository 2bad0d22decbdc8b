import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Roadmap } from "./read-roadmap.ts";
import { findItems, withDescendants } from "./roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";

export type TickProposal =
  | {
      readonly kind: "patch";
      readonly item: RoadmapItem;
      /** Unified, for `git apply` or `patch -p1` in the workspace. */
      readonly patch: string;
      /** Boxes below it that are still open. */
      readonly open: readonly RoadmapItem[];
      /** What it comes after and is not done. */
      readonly waitsFor: readonly RoadmapItem[];
    }
  | { readonly kind: "ticked"; readonly item: RoadmapItem }
  /** A heading: it is done when everything below it is. */
  | { readonly kind: "no_box"; readonly item: RoadmapItem }
  | { readonly kind: "several"; readonly items: readonly RoadmapItem[] }
  | { readonly kind: "unknown" };

const BOX = /^((?:\s|>)*(?:[-*+]|\d{1,9}[.)])\s+)\[ \]/u;

/** The patch that ticks one box. Nothing is written: a person applies it. */
export function proposeTick(roadmap: Roadmap, name: string): TickProposal {
  const found = findItems(roadmap.items, name);
  const [item] = found;
  if (item === undefined) return { kind: "unknown" };
  if (found.length > 1) return { kind: "several", items: found };
  if (!item.hasBox) return { kind: "no_box", item };
  const patch = item.state === "done" ? undefined : patchOf(roadmap, item);
  if (patch === undefined) return { kind: "ticked", item };
  return {
    kind: "patch",
    item,
    patch,
    open: withDescendants(item.children).filter(isOpenBox),
    waitsFor: item.after.flatMap((id) => findItems(roadmap.items, id)).filter(isUnfinished),
  };
}

function isOpenBox({ hasBox, state }: RoadmapItem): boolean {
  return hasBox && state !== "done";
}

function isUnfinished({ state }: RoadmapItem): boolean {
  return state !== "done";
}

/** The line with its empty box ticked; any other line as it is. */
export function tickLine(line: string): string {
  return line.replace(BOX, "$1[x]");
}

/** The patch that makes the file say that; undefined when it does already. */
export function patchTo({ file, text }: Roadmap, after: string): string | undefined {
  if (after === text) return undefined;
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, text, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

function patchOf(roadmap: Roadmap, { line }: RoadmapItem): string | undefined {
  const lines = roadmap.text.split("\n");
  return patchTo(roadmap, lines.with(line - 1, tickLine(lines[line - 1] ?? "")).join("\n"));
}
