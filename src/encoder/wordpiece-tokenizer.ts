import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { BotError } from "../errors.ts";
import { cutText } from "../router/cut-text.ts";
import { cutTokens } from "./cut-tokens.ts";
import { reasonOf } from "./reason-of.ts";

export interface WordpieceTokenizer {
  /** What an encoder reads of a text: token ids with the opening and closing marks, `maxTokens` of them at most. */
  tokenise(text: string): readonly number[];
}

/** What the library relies on without checking it. Not entry by entry: that would take longer than all the rest. */
const TokenizerFile = z.looseObject({
  added_tokens: z.array(z.unknown()),
  model: z.looseObject({
    type: z.literal("WordPiece"),
    unk_token: z.string(),
    vocab: z.custom(isObject, "is no list of tokens"),
  }),
});

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Half of a surrogate pair, left where somebody cut a text: no character, and no tokenizer's business. */
const HALF_CHARACTER = /\p{Surrogate}/gu;

/**
 * Ideographs beyond the first 65,536 characters. Every ideograph is a word of its own; the library splits at the
 * common ones by itself and overlooks these.
 */
const RARE_IDEOGRAPH = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/**
 * The tokenizer that the encoder was trained with, from a `tokenizer.json` of the Hugging Face kind: the same ids as
 * the Rust library gives. Throws `router.model_corrupt` for any other file; `file` names it for people.
 */
export function createWordpieceTokenizer(
  json: string,
  { file, maxTokens }: { readonly file: string; readonly maxTokens: number },
): WordpieceTokenizer {
  const tokenizer = readTokenizer(json, file);
  return {
    tokenise(text) {
      // Cut by characters first: what is cut off here would be cut off as tokens, only later.
      const plain = cutText(text).text.replace(HALF_CHARACTER, "\ufffd").replace(RARE_IDEOGRAPH, " $& ");
      return cutTokens(tokenizer.encode(plain).ids, maxTokens);
    },
  };
}

function readTokenizer(json: string, file: string): Tokenizer {
  try {
    return new Tokenizer(TokenizerFile.parse(JSON.parse(json)), {});
  } catch (error) {
    throw new BotError(
      "router.model_corrupt",
      `${file} is no WordPiece tokenizer: ${reasonOf(error)}. Install Switchyard again.`,
      { cause: error },
    );
  }
}
