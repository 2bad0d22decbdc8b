import type { Evaluation } from "./evaluation.ts";
import { toLine } from "../../text/shorten.ts";
import { formatFigure } from "./format-evaluation.ts";

/** The main figures of one set among several. */
export interface SetFigures {
  readonly file: string;
  readonly items: number;
  readonly work: number;
  readonly top1: number | null;
  readonly top3: number | null;
  readonly frontDoorAccuracy: number | null;
  readonly outOfScopeRecall: number | null;
}

export function toSetFigures(file: string, evaluation: Evaluation): SetFigures {
  const { items, work, top1, top3, frontDoorAccuracy, outOfScopeRecall } = evaluation;
  return { file, items, work, top1, top3, frontDoorAccuracy, outOfScopeRecall };
}

const FILE_CHARS = 40;

/** A line for each set, for people. */
export function formatSets(sets: readonly SetFigures[]): string {
  const share = { unit: "share" } as const;
  const header = row("Each set", ["items", "best", "top 3", "front door", "out of scope"]);
  return [
    header,
    ...sets.map((set) =>
      row(`  ${toName(set.file)}`, [
        String(set.items),
        formatFigure(share, set.top1),
        formatFigure(share, set.top3),
        formatFigure(share, set.frontDoorAccuracy),
        formatFigure(share, set.outOfScopeRecall),
      ]),
    ),
  ].join("\n");
}

/** The end of a path says more than its beginning. */
function toName(file: string): string {
  const line = toLine(file);
  return line.length <= FILE_CHARS ? line : `...${line.slice(3 - FILE_CHARS)}`;
}

function row(label: string, cells: readonly string[]): string {
  return `${label.padEnd(FILE_CHARS + 2)}${cells.map((cell) => cell.padStart(14)).join("")}`;
}
