import type { RoadmapChange, RoadmapProposal } from "../hooks/roadmap-proposal.ts";
import { patchTo, tickLine } from "./propose-tick.ts";
import type { Roadmap } from "./read-roadmap.ts";
import { findItems, withDescendants } from "./roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";

export interface RenderedUpdate {
  /** Markdown for people, the patch included. */
  readonly text: string;
  /** Unified, for `git apply`; absent when nothing of it can be done by a patch. */
  readonly patch?: string;
}

/** By number, or by title where the item has none. */
function itemOf(roadmap: Roadmap, name: string): RoadmapItem | undefined {
  const numbered = findItems(roadmap.items, name);
  if (numbered.length === 1) return numbered[0];
  const title = name.replace(/^"(.*)"$/u, "$1");
  const titled = withDescendants(roadmap.items).filter((item) => item.title === title);
  return titled.length === 1 ? titled[0] : undefined;
}

function lastLineOf(item: RoadmapItem): number {
  return Math.max(item.line, ...withDescendants(item.children).map(({ line }) => line));
}

interface Edit {
  readonly lines: readonly string[];
  /** What could not be put into the patch. */
  readonly said: readonly string[];
}

function ticked(edit: Edit, item: RoadmapItem | undefined, change: RoadmapChange & { kind: "tick" }): Edit {
  const why = `tick ${change.item}: ${change.because}`;
  if (item === undefined) return { ...edit, said: [...edit.said, `${why} (the file has no such item)`] };
  if (item.state === "done") return edit;
  if (!item.hasBox)
    return { ...edit, said: [...edit.said, `${why} (a heading, done with all that is below it)`] };
  const at = item.line - 1;
  return { lines: edit.lines.with(at, tickLine(edit.lines[at] ?? "")), said: [...edit.said, why] };
}

/** A line that keeps the numbers of those before it: several additions are put in from the bottom up. */
function added(edit: Edit, text: string, afterLine: number): Edit {
  return {
    lines: edit.lines.toSpliced(afterLine, 0, `- [ ] ${text.replaceAll("\n", " ")}`),
    said: edit.said,
  };
}

function editOf(roadmap: Roadmap, changes: readonly RoadmapChange[]): Edit {
  const start: Edit = { lines: roadmap.text.split("\n"), said: [] };
  const afterTicks = changes.reduce((edit, change): Edit => {
    switch (change.kind) {
      case "tick":
        return ticked(edit, itemOf(roadmap, change.item), change);
      case "add":
        return { ...edit, said: [...edit.said, `add: ${change.text}`] };
      case "unblock":
        return { ...edit, said: [...edit.said, `${change.item} may begin: ${change.because}`] };
      case "reorder":
        return { ...edit, said: [...edit.said, `the order by score: ${change.items.join(", ")}`] };
      case "note":
        return { ...edit, said: [...edit.said, change.text] };
    }
  }, start);
  const end = roadmap.text.endsWith("\n") ? start.lines.length - 1 : start.lines.length;
  const additions = changes.flatMap((change) => {
    if (change.kind !== "add") return [];
    const parent = change.under === undefined ? undefined : itemOf(roadmap, change.under);
    return [{ text: change.text, at: parent === undefined ? end : lastLineOf(parent) }];
  });
  return additions
    .toReversed()
    .toSorted((one, other) => other.at - one.at)
    .reduce((edit, { text, at }) => added(edit, text, at), afterTicks);
}

/**
 * A proposal as people see it, with the patch that does what a patch can do: boxes ticked, entries added. Undefined
 * when the file says all of it already. Nothing is written: a person applies it.
 */
export function renderUpdate(roadmap: Roadmap, proposal: RoadmapProposal): RenderedUpdate | undefined {
  const { lines, said } = editOf(roadmap, proposal.changes);
  if (said.length === 0) return undefined;
  const patch = patchTo(roadmap, lines.join("\n"));
  const head = `Proposed for \`${roadmap.file}\`, ${proposal.title}:`;
  const body = [head, ...said.map((one) => `- ${one}`)];
  if (patch === undefined) return { text: body.join("\n") };
  const block = `\`\`\`diff\n${patch.replace(/\n$/u, "")}\n\`\`\``;
  const text = [...body, "I do not write it: apply it with `git apply`.", block].join("\n");
  return { text, patch };
}
