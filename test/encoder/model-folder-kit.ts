import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { FAKE_WIDTH } from "../fakes/fake-onnx-runtime.ts";

const MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789".split("");

/** A tokenizer that spells: every letter is a token. */
export function spellingTokenizer(): string {
  const tokens = [...MARKS, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)];
  const piece = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const special = (id: string) => ({ id, ids: [MARKS.indexOf(id)], tokens: [id] });
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: MARKS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [piece("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, piece("[SEP]")],
      pair: [],
      special_tokens: { "[CLS]": special("[CLS]"), "[SEP]": special("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  });
}

/** A model folder for the fake runtime, in a folder that goes with the test. */
export function makeModelFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "switchyard-model-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const files: Record<string, string> = {
    "encoder.onnx": "cpu graph",
    "encoder-webgpu.onnx": "gpu graph",
    "encoder.bin": "weights",
    "tokenizer.json": spellingTokenizer(),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  writeManifest(dir, Object.keys(files));
  return dir;
}

/** Writes the manifest for files as they are now, with these fields changed. */
export function writeManifest(dir: string, names: readonly string[], changes: object = {}): void {
  const sha256 = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(dir, name)))
      .digest("hex");
  const files = Object.fromEntries(names.map((name) => [name, { sha256: sha256(name) }]));
  const manifest = { version: 1, id: "made-for-tests", width: FAKE_WIDTH, maxTokens: 128, files, ...changes };
  writeFileSync(join(dir, "manifest.json"), JSON.stringify(manifest));
}
