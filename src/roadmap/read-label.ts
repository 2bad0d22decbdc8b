import { firstAttributeAt } from "./read-attributes.ts";
import { kindOfWord } from "./roadmap.ts";
import type { ItemKind } from "./roadmap.ts";

/** What the words of a heading or check box say about the item itself. */
export interface Label {
  readonly kind: ItemKind | undefined;
  readonly id: string | undefined;
  readonly title: string;
  readonly claimsDone: boolean;
}

const NAMED = /^(phase|epic|story|feature|task)\s+(\d+(?:\.\d+)*)(?![\d.]*\d)[\s:.)–—-]*([\s\S]*)$/iu;
const NUMBERED = /^(\d+(?:\.\d+)+)(?=[\s:.)–—-]|$)[\s:.)–—-]*([\s\S]*)$/u;
/** In capitals only: "Complete the parser" is work to do, "COMPLETE" a claim. */
const CLAIM = /[✅☑]|\b(?:COMPLETED?|DONE)\b/u;
const DECORATION = /[\p{Extended_Pictographic}\u{FE0F}\u{200D}]/gu;

/** Ids with more parts are smaller things: 2 an epic, 2.1 a story, 2.1.1 a task. */
function kindOfId(id: string): ItemKind {
  const parts = id.split(".").length;
  if (parts === 1) return "epic";
  return parts === 2 ? "story" : "task";
}

function tidy(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/^[\s:–—-]+|[\s:–—(-]+$/gu, "")
    .trim();
}

/** Reads `Task 4.2.1: Load models (owner: code)`, `2.1 Model loading ✅ COMPLETED` or words without a number. */
export function readLabel(text: string): Label {
  const claimsDone = CLAIM.test(text);
  const bare = text.replace(DECORATION, "").replace(/^[^\p{L}\p{N}]+/u, "");
  const own = bare.slice(0, firstAttributeAt(bare));
  const [, word, id, rest] = NAMED.exec(own) ?? [];
  if (word !== undefined && id !== undefined) {
    return { kind: kindOfWord(word), id, title: tidy(withoutClaim(rest ?? "")), claimsDone };
  }
  const [, number, after = ""] = NUMBERED.exec(own) ?? [];
  if (number === undefined)
    return { kind: undefined, id: undefined, title: tidy(withoutClaim(own)), claimsDone };
  return { kind: kindOfId(number), id: number, title: tidy(withoutClaim(after)), claimsDone };
}

function withoutClaim(text: string): string {
  return text.replace(/\b(?:COMPLETED?|DONE)\b/gu, "");
}
