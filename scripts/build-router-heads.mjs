#!/usr/bin/env node
// node scripts/build-router-heads.mjs    fits what is shipped beside the encoder: heads.bin, embeddings.bin, linear.bin
// Run it after a change of the encoder, of agent-config/ or of the code that fits; it takes minutes.
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./setup/ensure-build.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, say, SetupError } from "./setup/report.mjs";

await runScript(async () => {
  const compiled = dirname(await ensureBuild());
  const load = async (file) => import(pathToFileURL(join(compiled, file)).href);
  const { readDefinitions } = await load("orchestration/read-definitions.js");
  const { openBaseSet } = await load("entry/open-training-set.js");
  const { createSentenceEncoder } = await load("encoder/create-sentence-encoder.js");
  const { encodeTrainingSet, TRAINING_SET_FILE } = await load("router/heads/training-set-file.js");
  const { buildHeads } = await load("router/heads/build-heads.js");
  const agentDir = inProject("agent-config");
  const dir = inProject("models", "router");
  const { set: definitions } = await readDefinitions(agentDir);
  if (definitions === undefined)
    throw new SetupError("The agent files have errors: npm run -s switchyard -- agents check");
  const { key, set } = await openBaseSet(definitions, { agentDir, project: { components: [] } });
  await writeFile(join(dir, TRAINING_SET_FILE), encodeTrainingSet({ key, set }));
  const encoder = await createSentenceEncoder({ dir });
  try {
    const { tuning, figures } = await buildHeads({
      set,
      encoder,
      dir,
      onStep: (step) => say(`${step} ...`),
    });
    process.stdout.write(`${format(figures)}\n\n${JSON.stringify(tuning)}\n`);
  } finally {
    await encoder.close();
  }
});

/** A line for each judge, in per cent of requests that it had not seen. */
function format(figures) {
  const cells = (values) => values.map((value) => value.padStart(9)).join("");
  return [
    `${"".padEnd(10)}${cells(["top 1", "top 3", "door"])}`,
    ...Object.entries(figures).map(
      ([name, { top1, top3, door }]) =>
        `${name.padEnd(10)}${cells([top1, top3, door].map((share) => (100 * share).toFixed(1)))}`,
    ),
  ].join("\n");
}
