import { readTextFile } from "../workspace/read-text-file.ts";
import type { Problem } from "../config/problem.ts";
import { checkRoadmap } from "./check-roadmap.ts";
import { parseRoadmap } from "./parse-roadmap.ts";
import type { RoadmapItem } from "./roadmap.ts";

/** The roadmap as it was last read. */
export interface Roadmap {
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly items: readonly RoadmapItem[];
  /** By line. */
  readonly problems: readonly Problem[];
}

export interface RoadmapPlace {
  /** The folder of the workspace. */
  readonly root: string;
  /** `workspace.roadmap`; without it the usual names are tried. */
  readonly path?: string;
}

/** Looked for in this order where the configuration names none. */
export const USUAL_NAMES = ["COMPREHENSIVE_TODO.md", "ROADMAP.md", "TODO.md", "docs/ROADMAP.md"] as const;

const MAX_BYTES = 2_000_000;

/** Undefined when there is no such file, or it is no text, behind a link, or larger than 2 MB. */
export async function readRoadmap({ root, path }: RoadmapPlace): Promise<Roadmap | undefined> {
  for (const file of path === undefined ? USUAL_NAMES : [path]) {
    const text = await readTextFile(root, file, MAX_BYTES);
    if (text === undefined) continue;
    const items = parseRoadmap(text);
    return { file, text, items, problems: checkRoadmap(items, file) };
  }
  return undefined;
}
