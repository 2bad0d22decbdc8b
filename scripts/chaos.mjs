#!/usr/bin/env node
// npm run chaos [-- ARGUMENTS]    the kill tests in full: processes and Redis die at random, nothing may get lost
import { prepare } from "./setup/prepare.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript } from "./setup/report.mjs";
import { runInPlace } from "./setup/run-command.mjs";

await runScript(async () => {
  await prepare({ forTests: true });
  const program = inProject("test", "chaos", "full.ts");
  const args = ["--import", "tsx", program, ...process.argv.slice(2)];
  process.exitCode = await runInPlace(process.execPath, args);
});
