import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { embedAll } from "../encoders/embedding-store.ts";
import { openEncoder } from "../encoders/open-encoder.ts";
import { formatIntents, type IntentsReport } from "./format-intents.ts";
import { fitIntentHead } from "./fit-intent-head.ts";
import { importSets } from "./import-sets.ts";
import { limitTexts, readIntentSets, type IntentSet, type LabelledText } from "./intent-sets.ts";
import { foldChoices, measureHead, type Accuracy, type EmbeddedText } from "./measure-intents.ts";
import { measureRejection, type RejectionMeasure } from "./measure-rejection.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    import: { type: "string" },
    clinc: { type: "string" },
    encoder: { type: "string", default: "models/router" },
    sets: { type: "string" },
    limit: { type: "string" },
    threads: { type: "string", default: "2" },
    cache: { type: "string", default: ".switchyard/bench/embeddings" },
    out: { type: "string", default: ".switchyard/bench/public-intents.json" },
    json: { type: "boolean", default: false },
  },
});

/** Costs to try, the lowest first. */
const COSTS = [0.1, 0.3, 1, 3, 10, 30, 100, 300];
const FOLDS = 5;
const limit = values.limit === undefined ? undefined : Number(values.limit);

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

type Embed = (texts: readonly LabelledText[]) => Promise<readonly EmbeddedText[]>;

async function measureSet(set: IntentSet, embed: Embed): Promise<Partial<IntentsReport>> {
  const options = { fit: fitIntentHead, costs: COSTS };
  const [train, valid, test] = [await embed(set.train), await embed(set.valid), await embed(set.test)];
  // Where the set has no validation texts, a fifth of the training texts stands in for them.
  const choices = valid.length > 0 ? [[train, valid] as const] : foldChoices(train, FOLDS).slice(0, 1);
  const measured = await measureHead({ train, test }, choices, options);
  const full: Accuracy = measured.result;
  say(`${set.name}: ${(100 * full.accuracy).toFixed(1)} % with all training texts`);

  let tenShot: Accuracy | undefined;
  if (set.tenShot.length > 0) {
    const few = { train: await embed(set.tenShot), test: await embed(set.tenShotTest) };
    tenShot = (await measureHead(few, foldChoices(few.train, FOLDS), options)).result;
    say(`${set.name}: ${(100 * tenShot.accuracy).toFixed(1)} % with ten an intent`);
  }

  let outOfScope: RejectionMeasure | undefined;
  if (set.outOfScope.test.length > 0) {
    const scoped = {
      train: { inScope: train, outOfScope: await embed(set.outOfScope.train) },
      valid: { inScope: valid, outOfScope: await embed(set.outOfScope.valid) },
      test: { inScope: test, outOfScope: await embed(set.outOfScope.test) },
    };
    outOfScope = await measureRejection(measured, scoped, fitIntentHead);
  }
  return {
    full: { [set.name]: full },
    tenShot: tenShot === undefined ? {} : { [set.name]: tenShot },
    ...(outOfScope === undefined ? {} : { outOfScope }),
  };
}

async function measureAll(dir: string, sets: readonly IntentSet[]): Promise<IntentsReport> {
  const threads = Number(values.threads);
  const encoder = await openEncoder(dir, { threads, shippedDir: "models/router" });
  const embed: Embed = async (texts) => {
    const some = limit === undefined ? texts : limitTexts(texts, limit);
    const vectors = await embedAll(
      some.map(({ text }) => text),
      encoder,
      { dir: values.cache, onProgress: (done, all) => say(`  embedded ${done} of ${all} new texts`) },
    );
    return some.map((text, index) => ({ ...text, vector: vectors[index] ?? new Float32Array() }));
  };
  let report: IntentsReport = { encoder: dir, encoderId: encoder.id, full: {}, tenShot: {} };
  for (const set of sets) {
    const one = await measureSet(set, embed);
    report = {
      ...report,
      ...one,
      full: { ...report.full, ...one.full },
      tenShot: { ...report.tenShot, ...one.tenShot },
    };
  }
  await encoder.close();
  return limit === undefined ? report : { ...report, limit };
}

async function main(): Promise<number> {
  if (values.data === undefined) {
    say("Say where the public sets are: npm run bench -- public-intents --data DIR (docs/benchmarks.md).");
    return 2;
  }
  if (values.import !== undefined) {
    const clinc = values.clinc === undefined ? {} : { clinc: values.clinc };
    const files = await importSets({ dialoglue: values.import, out: values.data, ...clinc });
    say(`Wrote ${files.join(", ")} below ${values.data}.`);
    return 0;
  }
  const { sets, missing } = await readIntentSets(values.data, values.sets?.split(","));
  for (const file of missing) say(`${file} is not there; its set is left out.`);
  if (sets.length === 0) {
    say(`There is no set to measure in ${values.data}. docs/benchmarks.md says where they come from.`);
    return 2;
  }
  const report = await measureAll(values.encoder, sets);
  await mkdir(dirname(values.out), { recursive: true });
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await writeFile(values.out, json);
  process.stdout.write(values.json ? json : `${formatIntents(report)}\n\nAs JSON: ${values.out}\n`);
  return 0;
}

process.exitCode = await main();
