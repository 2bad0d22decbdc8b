/**
 * Turns a message into the tokens that the router learns from. Words come lower-cased; things whose exact value
 * says nothing about the owner (numbers, hashes, addresses) become placeholders between underscores.
 */

/** A token is a placeholder when its value was replaced; placeholders take no part in character n-grams. */
export interface Token {
  readonly text: string;
  readonly isPlaceholder: boolean;
}

/** Zero-width characters, bidirectional marks, soft hyphen, byte order mark: invisible, so never part of a word. */
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}]/gu;
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const CURLY_APOSTROPHE = /[\u2018\u2019\u02BC]/gu;

/** Compatibility form without invisible, control and half characters. Keeps the case. */
export function normaliseText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(LONE_SURROGATE, " ")
    .replace(INVISIBLE, "")
    .replace(CONTROL, " ")
    .replace(CURLY_APOSTROPHE, "'")
    .trim();
}

/** Longest word that is looked at; a longer run without a break is data, not language. */
const MAX_WORD_CHARS = 40;
const MAX_PATH_SEGMENTS = 8;

/** Order matters: the first alternative that fits at a place wins. Each one is linear on any input. */
const PIECES: readonly (readonly [name: string, pattern: string])[] = [
  ["url", String.raw`(?:https?:\/\/|www\.)[^\s<>"|)]{1,2000}`],
  ["mention", String.raw`<[@#!:][^>\s]{1,80}>|(?<![\w.])@[A-Za-z][\w.-]{0,60}(?![\w.\/-])`],
  ["email", String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}`],
  ["blob", String.raw`[A-Za-z0-9+\/=_-]{60,}`],
  [
    "path",
    String.raw`(?:~|\.{1,2})?(?:\/?[\w.@-]{1,64}\/){1,12}[\w.@*-]{0,64}|[\w-]{1,64}\.[A-Za-z]\w{0,11}\b`,
  ],
  ["version", String.raw`\bv?\d{1,4}(?:\.\d{1,6}){2,3}(?:-[\w.]{1,20})?\b|\bv\d{1,4}(?:\.\d{1,4})?\b`],
  ["hex", String.raw`\b0x[0-9a-fA-F]{1,64}\b|\b(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,64}\b`],
  ["reference", String.raw`#\d{1,9}\b`],
  ["number", String.raw`\d[\d.,:]{0,24}`],
  ["word", String.raw`[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:'\p{L}{1,3}(?!\p{L}))?`],
  ["emoji", String.raw`\p{Extended_Pictographic}`],
  ["scope", String.raw`::`],
  ["sign", String.raw`[?%$€]`],
];
const MASTER = PIECES.map(([name, pattern]) => `(?<${name}>${pattern})`).join("|");

const FILE_ENDINGS = new Set(
  (
    "rs toml md yaml yml ts tsx js jsx mjs py ipynb json jsonl sh html css scss svg proto sql lock log txt csv gguf " +
    "safetensors onnx bin metal cu cuh c h cpp go java kt swift rb tf hcl env ini cfg conf png jpg pdf wasm so dll exe"
  ).split(" "),
);

const SIGNS: Readonly<Record<string, string>> = {
  "?": "_question_",
  "%": "_percent_",
  $: "_money_",
  "€": "_money_",
};

/** The tokens of a normalised text, in order. Never more than one per character. */
export function tokenise(normalised: string): Token[] {
  const tokens: Token[] = [];
  for (const match of normalised.matchAll(new RegExp(MASTER, "gu"))) addPiece(tokens, match);
  return tokens;
}

function addPiece(tokens: Token[], match: RegExpExecArray): void {
  const groups = match.groups ?? {};
  const text = match[0];
  if (groups["word"] !== undefined) return addWord(tokens, text);
  if (groups["path"] !== undefined) return addPath(tokens, text);
  if (groups["url"] !== undefined) return addUrl(tokens, text);
  if (groups["sign"] !== undefined) return addPlaceholder(tokens, SIGNS[text] ?? "_sign_");
  if (groups["scope"] !== undefined) return addPlaceholder(tokens, "_scope_");
  const name = PIECES.find(([name]) => groups[name] !== undefined)?.[0];
  if (name !== undefined && name !== "mention") addPlaceholder(tokens, `_${name}_`);
}

function addPlaceholder(tokens: Token[], text: string): void {
  tokens.push({ text, isPlaceholder: true });
}

/** `KvCache` and `kv_cache` give the whole and its parts, so that they meet the plain words "kv cache". */
function addWord(tokens: Token[], word: string): void {
  if (word.length > MAX_WORD_CHARS) return addPlaceholder(tokens, "_blob_");
  // People drop apostrophes at will: "dont" and "don't" are one word.
  const parts = identifierParts(word.replaceAll("'", ""));
  if (parts.length === 0) return;
  if (parts.length > 1) addPlaceholder(tokens, isConstantName(word) ? "_constant_" : "_identifier_");
  for (const part of parts) tokens.push({ text: part.toLowerCase(), isPlaceholder: false });
}

function identifierParts(word: string): string[] {
  return word
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1_$2")
    .split("_")
    .filter((part) => part !== "");
}

function isConstantName(word: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u.test(word);
}

/**
 * `a/b/c.rs` gives its segments as words. "CI/CD" and "and/or" look like paths too; without an ending, a leading
 * dot or a second slash they stay plain words.
 */
function addPath(tokens: Token[], path: string): void {
  const ending = /\.([A-Za-z]\w*)$/u.exec(path)?.[1]?.toLowerCase();
  const isFile = ending !== undefined && FILE_ENDINGS.has(ending);
  if (isFile || /^[~./]|\/.*\//u.test(path)) addPlaceholder(tokens, "_path_");
  const words =
    (isFile ? path.slice(0, -ending.length) : path).match(/[\p{L}\p{M}][\p{L}\p{M}\p{N}_]*/gu) ?? [];
  for (const word of words.slice(0, MAX_PATH_SEGMENTS)) addWord(tokens, word);
  if (isFile) addPlaceholder(tokens, `_file_${ending}_`);
}

function addUrl(tokens: Token[], url: string): void {
  addPlaceholder(tokens, "_url_");
  const words = url.replace(/^(?:https?:\/\/)?(?:www\.)?/u, "").match(/\p{L}{3,24}/gu) ?? [];
  for (const word of words.slice(0, MAX_PATH_SEGMENTS)) addWord(tokens, word);
}
