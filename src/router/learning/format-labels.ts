import { shorten, toLine } from "../../text/shorten.ts";
import { REQUEST_CHARS } from "../evaluation/format-evaluation.ts";
import type { JudgedLabel } from "./judge-labels.ts";

/** Labels for people, a line each, newest last. */
export function formatLabels(judged: readonly JudgedLabel[]): string {
  if (judged.length === 0) return "Nobody has said anything about a route yet.";
  return judged
    .map(({ label, person, standing }) => {
      const { id, at, taskId, kind, chosen, right, text } = label;
      const move = chosen === right ? right : `${chosen ?? "nobody"} -> ${right}`;
      return `${id}  ${at.slice(0, 16).replace("T", " ")}  ${taskId}  ${standing}  ${person} ${kind} ${move}: ${shorten(toLine(text), REQUEST_CHARS)}`;
    })
    .join("\n");
}
