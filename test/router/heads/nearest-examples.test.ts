import { expect, test } from "vitest";
import { createEmbeddingStore } from "../../../src/router/heads/embedding-store.ts";
import { createFindNearest } from "../../../src/router/heads/nearest-examples.ts";
import type { TrainingExample } from "../../../src/router/heads/training-set.ts";
import { createRandom } from "../../../src/router/linear-solver.ts";

const WIDTH = 64;
const random = createRandom(8);

function unit(): Float32Array {
  const vector = Float32Array.from({ length: WIDTH }, () => random() + random() - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const store = createEmbeddingStore("enc", WIDTH);
const vectors = new Map<string, Float32Array>();
const examples = Array.from({ length: 600 }, (_, at): TrainingExample => {
  const text = `text ${at}`;
  const vector = unit();
  vectors.set(text, vector);
  store.set(text, vector);
  return at % 3 === 0
    ? { text, kind: "front_door", door: "social", acceptable: [] }
    : { text, kind: at % 3 === 1 ? "request" : "phrase", door: "work", primary: "debug", acceptable: [] };
});
const findNearest = createFindNearest({ agents: ["debug"], examples }, store);

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

test("the text itself is the nearest, with its label, and phrases of agent files are none", () => {
  const [work] = findNearest(vectors.get("text 1")!);
  const [social] = findNearest(vectors.get("text 3")!);
  const phrase = findNearest(vectors.get("text 2")!);

  expect(work).toMatchObject({ text: "text 1", label: "debug" });
  expect(work?.similarity).toBeCloseTo(1, 1);
  expect(social).toMatchObject({ text: "text 3", label: "social" });
  expect(phrase).toHaveLength(3);
  expect(phrase.map(({ text }) => text)).not.toContain("text 2");
});

test("what is found is nearly always what a look at everything finds", () => {
  const messages = examples.filter(({ kind }) => kind !== "phrase");
  let found = 0;
  for (let turn = 0; turn < 40; turn += 1) {
    const near = vectors.get(`text ${turn * 10}`)!;
    const sought = near.map((value) => value + 0.08 * (random() - 0.5));
    const best = messages.toSorted(
      (a, b) => cosine(vectors.get(b.text)!, sought) - cosine(vectors.get(a.text)!, sought),
    )[0];
    const results = findNearest(sought);
    expect(results.map(({ similarity }) => similarity)).toEqual(
      results.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
    );
    if (results[0]?.text === best?.text) found += 1;
  }

  expect(found).toBeGreaterThanOrEqual(38);
});

test("without any vector nothing is found", () => {
  const nothing = createFindNearest({ agents: [], examples }, createEmbeddingStore("enc", WIDTH));

  expect(nothing(unit())).toEqual([]);
});
