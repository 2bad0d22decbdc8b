#!/usr/bin/env node
// npm run -s switchyard -- COMMAND …    the command line of this checkout, compiled first when sources changed
import { pathToFileURL } from "node:url";
import { ensureBuild } from "./setup/ensure-build.mjs";
import { ensureNodeVersion } from "./setup/ensure-node-version.mjs";
import { ensurePackages } from "./setup/ensure-packages.mjs";
import { runScript } from "./setup/report.mjs";

await runScript(async () => {
  ensureNodeVersion();
  await ensurePackages();
  const entry = await ensureBuild({ quiet: true });
  process.argv = [process.execPath, entry, ...process.argv.slice(2)];
  await import(pathToFileURL(entry).href);
});
