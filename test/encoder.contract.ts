import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SentenceEncoder } from "../src/encoder/sentence-encoder.ts";
import { BotError } from "../src/errors.ts";

export interface EncoderContractOptions {
  /** How near two runs of one text must be; 1 within rounding where nothing but the text decides. */
  readonly minCosine?: number;
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}

async function codesOf(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const ends = await Promise.allSettled(calls);
  return ends.map((end) => {
    if (end.status === "fulfilled") return "ok";
    return end.reason instanceof BotError ? end.reason.code : String(end.reason);
  });
}

const AWKWARD: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["blanks", " \t\n\u00a0"],
  ["emoji", "🔥🔥🔥 👩‍💻"],
  ["control characters", "\u0000\u0001\u001b[31m\u0007"],
  ["half a surrogate pair", "cut \ud83d here \udd25"],
  ["Chinese", "请检查一下内存分配器的错误"],
  ["Arabic and Hebrew", "يرجى التحقق من خطأ البناء שלום"],
  ["marks of the tokenizer", "[CLS] [SEP] [MASK] [PAD] [UNK]"],
  ["names of built-in properties", "constructor __proto__ toString"],
  ["one word of 5,000 characters", "x".repeat(5_000)],
  ["100,000 characters", "a long log line, 17 ms\n".repeat(4_348)],
];

/** What every `SentenceEncoder` promises; `create` makes one that lets `maxWaiting` texts wait. */
export function encoderContract(
  name: string,
  create: (maxWaiting: number) => Promise<SentenceEncoder>,
  { minCosine = 0.999_999 }: EncoderContractOptions = {},
): void {
  describe(`${name} keeps the promises of a sentence encoder`, () => {
    let encoder: SentenceEncoder;

    beforeEach(async () => {
      encoder = await create(4);
    });

    afterEach(async () => {
      await encoder.close();
    });

    test.each(AWKWARD)("gives a vector of its width and of length 1 for %s", async (_name, text) => {
      const vector = await encoder.encode(text);

      expect(vector).toBeInstanceOf(Float32Array);
      expect(vector).toHaveLength(encoder.width);
      expect(Math.sqrt(cosine(vector, vector))).toBeCloseTo(1, 3);
    });

    test("gives the same text the same vector, and another text another one", async () => {
      const [first, other, again] = await encoder.encodeAll([
        "profile the kernel",
        "write release notes",
        "profile the kernel",
      ]);
      const alone = await encoder.encode("profile the kernel");

      expect(cosine(first!, again!)).toBeGreaterThanOrEqual(minCosine);
      expect(cosine(first!, alone)).toBeGreaterThanOrEqual(minCosine);
      expect(cosine(first!, other!)).toBeLessThan(0.95);
    });

    test("puts texts about the same nearer together than others", async () => {
      const [request, alike, other] = await encoder.encodeAll([
        "The tests of the parser fail on Windows",
        "Parser tests fail on Windows since yesterday",
        "Who is on holiday next week?",
      ]);

      expect(cosine(request!, alike!)).toBeGreaterThan(cosine(request!, other!));
    });

    test("gives the vectors of many texts in their order", async () => {
      const texts = Array.from(
        { length: 40 },
        (_, index) => `request number ${"ab".repeat(index)} about build ${index}`,
      );

      const together = await encoder.encodeAll(texts);

      expect(together).toHaveLength(texts.length);
      for (const index of [0, 1, 17, 39]) {
        const alone = await encoder.encode(texts[index]!);
        expect(cosine(together[index]!, alone)).toBeGreaterThanOrEqual(minCosine);
      }
    });

    test("gives no vectors for no texts", async () => {
      expect(await encoder.encodeAll([])).toEqual([]);
    });

    test("hands a vector over for good: what a caller does to it nobody else sees", async () => {
      const mine = await encoder.encode("profile the kernel");
      const [bulk] = await encoder.encodeAll(["profile the kernel"]);
      mine.fill(0);
      bulk!.fill(0);

      const fresh = await encoder.encode("profile the kernel");

      expect(Math.sqrt(cosine(fresh, fresh))).toBeCloseTo(1, 3);
    });

    test("refuses texts beyond those that may wait, and works on", async () => {
      const texts = Array.from({ length: 50 }, (_, index) => `request ${index}`);

      const codes = await codesOf(texts.map(async (text) => encoder.encode(text)));

      expect(new Set(codes)).toEqual(new Set(["ok", "router.encoder_busy"]));
      expect(codes.filter((code) => code === "ok").length).toBeGreaterThanOrEqual(4);
      expect(await encoder.encode("and one more")).toHaveLength(encoder.width);
    });

    test("has many texts wait rather than refuse them", async () => {
      const lists = ["a", "b", "c"].map((name) =>
        Array.from({ length: 20 }, (_, index) => `${name} ${index}`),
      );

      const vectors = await Promise.all(lists.map(async (texts) => encoder.encodeAll(texts)));

      expect(vectors.map((each) => each.length)).toEqual([20, 20, 20]);
    });

    test("answers what it accepted before it was closed, and refuses what comes after", async () => {
      const accepted = [encoder.encode("profile the kernel"), encoder.encode("write release notes")];
      const closed = encoder.close();
      const late = [
        encoder.encode("profile the kernel"),
        encoder.encodeAll(["a", "b"]),
        encoder.encodeAll([]),
      ];

      const codes = await codesOf([...accepted, ...late]);
      await closed;

      expect(codes).toEqual(["ok", "ok", ...late.map(() => "router.encoder_closed")]);
    });

    test("may be closed twice", async () => {
      await Promise.all([encoder.close(), encoder.close()]);

      await expect(encoder.close()).resolves.toBeUndefined();
    });

    test("names its vectors: two of the same kind have one id", async () => {
      const twin = await create(4);

      expect(encoder.id).toBe(twin.id);
      expect(encoder.id).not.toBe("");
      await twin.close();
    });
  });
}
