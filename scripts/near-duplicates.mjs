#!/usr/bin/env node
// node scripts/near-duplicates.mjs [THRESHOLD]    requests that training and validation share; exit 1 when there are any
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./setup/ensure-build.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, say, SetupError } from "./setup/report.mjs";

await runScript(async () => {
  const [threshold] = process.argv.slice(2).map(Number);
  if (threshold !== undefined && !(threshold > 0 && threshold <= 1))
    throw new SetupError("The threshold is a similarity between 0 and 1, such as 0.6.");
  const compiled = dirname(await ensureBuild());
  const load = async (file) => import(pathToFileURL(join(compiled, file)).href);
  const { readDefinitions } = await load("orchestration/read-definitions.js");
  const splitting = await load("router/evaluation/check-splits.js");
  const dir = inProject("agent-config");
  const { set } = await readDefinitions(dir);
  if (set === undefined)
    throw new SetupError("The agent files have errors: npm run -s switchyard -- agents check");
  const splits = await splitting.readSplits(dir, set);
  const across = splitting.findNearAcross(splits, threshold);
  const within = splitting.findNearWithin(splits, threshold);
  const report = splitting.formatSplitCheck(splits, { across, within });
  process.stdout.write(`${report.replaceAll(`${inProject()}/`, "")}\n`);
  if (across.length > 0) {
    say("\nThe model would be measured on what it was taught. Reword or remove the training texts above.");
    process.exitCode = 1;
  }
});
