import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { LabelledText } from "./intent-sets.ts";
import { parseCsv } from "./parse-csv.ts";

export interface ImportOptions {
  /** The folder `dialoglue` that DialoGLUE's `download_data.sh` makes. */
  readonly dialoglue: string;
  /** `data_full.json` of CLINC150, for its texts out of scope. */
  readonly clinc?: string;
  /** Where the sets are written as this benchmark reads them. */
  readonly out: string;
}

const Pairs = z.array(z.tuple([z.string(), z.string()]));
const ClincFile = z.looseObject({ oos_train: Pairs, oos_val: Pairs, oos_test: Pairs });

/** Writes the three sets as `<set>/<split>.tsv`; returns the files written. Rejects for a file that is not there. */
export async function importSets({ dialoglue, clinc, out }: ImportOptions): Promise<readonly string[]> {
  const read = async (set: string, split: string): Promise<readonly LabelledText[]> =>
    toTexts(await readFile(join(dialoglue, set, `${split}.csv`), "utf8"));
  const splits: [file: string, texts: readonly LabelledText[]][] = [];
  for (const [set, folder] of [
    ["clinc", "clinc150"],
    ["hwu", "hwu64"],
  ] as const) {
    splits.push([`${folder}/train.tsv`, await read(set, "train")]);
    splits.push([`${folder}/valid.tsv`, await read(set, "val")]);
    splits.push([`${folder}/test.tsv`, await read(set, "test")]);
    splits.push([`${folder}/train_10.tsv`, await read(set, "train_10")]);
  }
  // BANKING77 itself has no validation texts: DialoGLUE draws its own, some twice, out of the training texts.
  const banking = [...(await read("banking", "train")), ...(await read("banking", "val"))];
  splits.push(["banking77/train.tsv", distinct(banking)]);
  splits.push(["banking77/test.tsv", await read("banking", "test")]);
  splits.push(["banking77/train_10.tsv", await read("banking", "train_10")]);
  if (clinc !== undefined) {
    const file = ClincFile.parse(JSON.parse(await readFile(clinc, "utf8")));
    for (const [split, pairs] of [
      ["train", file.oos_train],
      ["valid", file.oos_val],
      ["test", file.oos_test],
    ] as const) {
      splits.push([`clinc150/oos_${split}.tsv`, pairs.map(([text, label]) => ({ text, label }))]);
    }
  }
  for (const [file, texts] of splits) {
    await mkdir(join(out, file, ".."), { recursive: true });
    await writeFile(join(out, file), texts.map(toLine).join(""));
  }
  return splits.map(([file]) => file);
}

/** `text,category` with a header. */
function toTexts(csv: string): readonly LabelledText[] {
  const [header = [], ...rows] = parseCsv(csv);
  const [text, label] = [header.indexOf("text"), header.indexOf("category")];
  return rows.map((row) => ({ text: row[text] ?? "", label: row[label] ?? "" }));
}

function distinct(texts: readonly LabelledText[]): readonly LabelledText[] {
  return [...new Map(texts.map((one) => [toLine(one), one])).values()];
}

/** A text of several lines becomes one. */
function toLine({ text, label }: LabelledText): string {
  return `${text.replace(/\s+/gu, " ").trim()}\t${label}\n`;
}
