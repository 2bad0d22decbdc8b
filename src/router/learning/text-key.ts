import { findExplicitChoice, type AgentNames } from "../explicit-agent.ts";
import { toJudgedText } from "../heads/to-judged-text.ts";

/** The request without the names by which its writer chose an agent: those are no part of what it asks for. */
export function withoutChoice(text: string, names: AgentNames): string {
  return findExplicitChoice(text, names)?.request ?? text;
}

/** Texts with the same key are the same request: courtesies, agents' names, case and punctuation do not count. */
export function textKey(text: string, names: AgentNames): string {
  return toJudgedText(withoutChoice(text, names), names)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
