#!/usr/bin/env node
// node scripts/seed-coverage.mjs            writes docs/seed-coverage.md from agent-config/rules/coverage.yaml
// node scripts/seed-coverage.mjs --check    only says whether all that is named exists and the page is up to date
// --root DIR                                another checkout
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCoverage } from "./coverage/check-coverage.mjs";
import { formatCoverage } from "./coverage/format-coverage.mjs";
import { readCoverage } from "./coverage/read-coverage.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, say, SetupError } from "./setup/report.mjs";

/** As Prettier leaves it, so that the check of the format has nothing to say. */
async function formatted(text) {
  const { format, resolveConfig } = await import("prettier");
  return format(text, { ...(await resolveConfig(inProject("docs", "x.md"))), parser: "markdown" });
}

await runScript(async () => {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, root: { type: "string" } } });
  const root = values.root ?? inProject();
  const page = join(root, "docs", "seed-coverage.md");
  const parts = readCoverage(join(root, "agent-config", "rules", "coverage.yaml"));
  const problems = checkCoverage(parts, root);
  if (problems.length > 0)
    throw new SetupError(`${problems.join("\n")}\n${problems.length} of what coverage.yaml names is not so.`);
  const text = await formatted(formatCoverage(parts));
  const current = existsSync(page) ? readFileSync(page, "utf8") : "";
  if (text === current) return;
  if (values.check)
    throw new SetupError("docs/seed-coverage.md is out of date: node scripts/seed-coverage.mjs");
  writeFileSync(page, text);
  say(`${page} is written.`);
});
