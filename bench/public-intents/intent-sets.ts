import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** One public set with its splits. What a set has none of is empty. */
export interface IntentSet {
  readonly name: IntentSetName;
  readonly train: readonly LabelledText[];
  readonly valid: readonly LabelledText[];
  readonly test: readonly LabelledText[];
  /** Ten texts an intent, the split of the literature, and the test texts that go with it. */
  readonly tenShot: readonly LabelledText[];
  readonly tenShotTest: readonly LabelledText[];
  /** Texts for none of the intents; only CLINC150 has them. */
  readonly outOfScope: {
    readonly train: readonly LabelledText[];
    readonly valid: readonly LabelledText[];
    readonly test: readonly LabelledText[];
  };
}

export type IntentSetName = "CLINC150" | "BANKING77" | "HWU64";

const FOLDERS: readonly (readonly [name: IntentSetName, folder: string])[] = [
  ["CLINC150", "clinc150"],
  ["BANKING77", "banking77"],
  ["HWU64", "hwu64"],
];

export interface IntentSets {
  readonly sets: readonly IntentSet[];
  /** Files that are not there although a set cannot be measured without them. */
  readonly missing: readonly string[];
}

/**
 * Reads `<set>/{train,valid,test}.tsv` of every set that is below `dir`. The few-shot split lies in the set's own
 * folder or in `<set>_fs`, which then brings its test texts along. `only` names the sets that are asked for.
 */
export async function readIntentSets(dir: string, only?: readonly string[]): Promise<IntentSets> {
  const sets: IntentSet[] = [];
  const missing: string[] = [];
  for (const [name, folder] of FOLDERS) {
    if (only !== undefined && !only.includes(folder)) continue;
    const needed = ["train.tsv", "test.tsv"].map((file) => join(dir, folder, file));
    const absent = needed.filter((file) => !existsSync(file));
    missing.push(...absent);
    if (absent.length === 0) sets.push(await readSet(name, join(dir, folder)));
  }
  return { sets, missing };
}

async function readSet(name: IntentSetName, folder: string): Promise<IntentSet> {
  const isOwnSplit = existsSync(join(folder, "train_10.tsv"));
  const fewShot = isOwnSplit ? folder : `${folder}_fs`;
  const test = await readSplit(join(folder, "test.tsv"));
  return {
    name,
    train: await readSplit(join(folder, "train.tsv")),
    valid: await readSplit(join(folder, "valid.tsv")),
    test,
    tenShot: await readSplit(join(fewShot, "train_10.tsv")),
    tenShotTest: isOwnSplit ? test : await readSplit(join(fewShot, "test.tsv")),
    outOfScope: {
      train: await readSplit(join(folder, "oos_train.tsv")),
      valid: await readSplit(join(folder, "oos_valid.tsv")),
      test: await readSplit(join(folder, "oos_test.tsv")),
    },
  };
}

/** A split that is not there is empty. */
async function readSplit(file: string): Promise<readonly LabelledText[]> {
  return existsSync(file) ? parseLabelledTexts(await readFile(file, "utf8"), file) : [];
}

/** `text TAB label` lines; a text may hold tabs, a label none. Throws for a line without a label. */
export function parseLabelledTexts(content: string, file: string): readonly LabelledText[] {
  return content.split(/\r?\n/u).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const at = line.lastIndexOf("\t");
    const [text, label] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 0 || text === "" || label === "")
      throw new Error(`${file}:${index + 1} is not a text, a tab and a label.`);
    return [{ text, label }];
  });
}

/** The first texts of each label, at most `limit` in all and as even as can be; for trying the program out. */
export function limitTexts(texts: readonly LabelledText[], limit: number): readonly LabelledText[] {
  if (texts.length <= limit) return texts;
  const turns = new Map<string, number>();
  const ranked = texts.map((text) => {
    const turn = turns.get(text.label) ?? 0;
    turns.set(text.label, turn + 1);
    return { text, turn };
  });
  return ranked
    .sort((a, b) => a.turn - b.turn)
    .slice(0, limit)
    .map(({ text }) => text);
}

/** Splits into `count` parts in which every label has its share, in the order of the texts: always the same. */
export function toFolds<Item extends { readonly label: string }>(
  items: readonly Item[],
  count: number,
): readonly (readonly Item[])[] {
  const folds = Array.from({ length: count }, (): Item[] => []);
  const turns = new Map<string, number>();
  for (const item of items) {
    const turn = turns.get(item.label) ?? 0;
    turns.set(item.label, turn + 1);
    folds[turn % count]?.push(item);
  }
  return folds;
}
