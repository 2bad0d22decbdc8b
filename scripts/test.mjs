#!/usr/bin/env node
// npm test                 every check in the order of CI; stops after the first step that fails
// npm test -- ARGUMENTS    only the tests, with these arguments for vitest, such as a path
import { delimiter } from "node:path";
import { ensureBuild } from "./setup/ensure-build.mjs";
import { ensureLocalModel } from "./setup/ensure-local-model.mjs";
import { prepare } from "./setup/prepare.mjs";
import { inProject, readJson } from "./setup/project.mjs";
import { runScript, say } from "./setup/report.mjs";
import { runInPlace } from "./setup/run-command.mjs";
import { addCounts, closingLine, runVitest } from "./setup/run-vitest.mjs";

/** Scripts of package.json that look at the code without running it. */
const checks = ["typecheck", "lint", "format:check", "unused"];
const projects = ["unit", "integration", "cli"];

await runScript(async () => {
  await prepare({ forTests: true, build: false });
  ensureLocalModel();
  const args = process.argv.slice(2);
  if (args.length > 0) {
    await ensureBuild();
    return finish(await runVitest(args));
  }
  const { scripts } = readJson(inProject("package.json"));
  for (const name of checks) {
    const code = await step(name, async () => runScriptLine(scripts[name]));
    if (code !== 0) return finish({ code, passed: 0, failed: 1, skipped: 0 });
  }
  await ensureBuild();
  let total = { passed: 0, failed: 0, skipped: 0 };
  for (const project of projects) {
    const result = await step(`${project} tests`, async () => runVitest(["--project", project]));
    total = addCounts(total, result);
    if (result.code !== 0) return finish({ code: result.code, ...total });
  }
  return finish({ code: 0, ...total });
});

async function step(name, run) {
  say(`\n── ${name}`);
  const started = performance.now();
  const result = await run();
  const failed = (result.code ?? result) !== 0;
  say(
    `── ${name} ${failed ? "failed" : "passed"} after ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return result;
}

/** As npm would run it, without starting another npm. */
async function runScriptLine(line) {
  const path = [inProject("node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  return runInPlace(line, [], { shell: true, env: { ...process.env, PATH: path } });
}

/** A failed check counts as one failure, so that the closing line never looks like success. */
function finish({ code, ...counts }) {
  process.stdout.write(`${closingLine(counts)}\n`);
  process.exitCode = code;
}
