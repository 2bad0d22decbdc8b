import { LineCounter, parseDocument } from "yaml";
import { lineOfPath } from "../config/yaml-lines.ts";

export type KeyPath = readonly (string | number)[];

/** The 1-based line of a key in its file; of the nearest parent that exists when the key itself does not. */
export type LineFinder = (path: KeyPath) => number | undefined;

/** Finds lines in YAML text that begins on `firstLine` of its file; reads it once, on the first question. */
export function createLineFinder(yaml: string, firstLine: number): LineFinder {
  const counter = new LineCounter();
  let document: ReturnType<typeof parseDocument> | undefined;
  return (path) => {
    document ??= parseDocument(yaml, { lineCounter: counter });
    const line = lineOfPath(document, counter, path);
    return line === undefined ? undefined : line + firstLine - 1;
  };
}
