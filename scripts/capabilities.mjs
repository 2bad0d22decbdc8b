#!/usr/bin/env node
// node scripts/capabilities.mjs            writes what each platform can do into docs/across-platforms.md
// node scripts/capabilities.mjs --check    only says whether the page is up to date
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { tsImport } from "tsx/esm/api";
import { withCapabilities } from "./capabilities/format-capabilities.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, say, SetupError } from "./setup/report.mjs";

await runScript(async () => {
  const { values } = parseArgs({ options: { check: { type: "boolean" } } });
  const { CAPABILITIES } = await tsImport("../adapters/capabilities/capabilities.ts", import.meta.url);
  const { format, resolveConfig } = await import("prettier");
  const path = inProject("docs", "across-platforms.md");
  const current = readFileSync(path, "utf8");
  const page = withCapabilities(current, CAPABILITIES);
  if (page === undefined) throw new SetupError(`${path} has no place for what platforms can do.`);
  const text = await format(page, { ...(await resolveConfig(path)), parser: "markdown" });
  if (text === current) return;
  if (values.check)
    throw new SetupError("docs/across-platforms.md is out of date: node scripts/capabilities.mjs");
  writeFileSync(path, text);
  say(`${path} is written.`);
});
