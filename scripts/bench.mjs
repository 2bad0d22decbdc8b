#!/usr/bin/env node
// npm run bench [-- NAME] [ARGUMENTS]    runs bench/NAME; "spine" when no name is given
import { existsSync, readdirSync } from "node:fs";
import { ensureNodeVersion } from "./setup/ensure-node-version.mjs";
import { ensurePackages } from "./setup/ensure-packages.mjs";
import { ensureRedis } from "./setup/ensure-redis.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, SetupError } from "./setup/report.mjs";
import { runInPlace } from "./setup/run-command.mjs";

/** Benchmarks that start a Redis of their own; the others need none. */
const withRedis = ["spine", "workflow", "timers"];

await runScript(async () => {
  const [first = "", ...others] = process.argv.slice(2);
  const isNamed = first !== "" && !first.startsWith("-");
  const name = isNamed ? first : "spine";
  const program = inProject("bench", name, "main.ts");
  if (!existsSync(program))
    throw new SetupError(`There is no benchmark "${name}". There are: ${names().join(", ")}.`);
  ensureNodeVersion();
  await ensurePackages();
  if (withRedis.includes(name)) ensureRedis({ forTests: true });
  const args = isNamed ? others : process.argv.slice(2);
  process.exitCode = await runInPlace(process.execPath, ["--import", "tsx", program, ...args]);
});

function names() {
  const folder = inProject("bench");
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(inProject("bench", name, "main.ts")))
    : [];
}
