#!/usr/bin/env node
// npm run bench [-- NAME] [ARGUMENTS]    runs bench/NAME; "spine" when no name is given
import { existsSync, readdirSync } from "node:fs";
import { prepare } from "./setup/prepare.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, SetupError } from "./setup/report.mjs";
import { runInPlace } from "./setup/run-command.mjs";

await runScript(async () => {
  await prepare({ forTests: true });
  const [first = "", ...others] = process.argv.slice(2);
  const isNamed = first !== "" && !first.startsWith("-");
  const name = isNamed ? first : "spine";
  const program = inProject("bench", name, "main.ts");
  if (!existsSync(program))
    throw new SetupError(`There is no benchmark "${name}". There are: ${names().join(", ")}.`);
  const args = isNamed ? others : process.argv.slice(2);
  process.exitCode = await runInPlace(process.execPath, ["--import", "tsx", program, ...args]);
});

function names() {
  const folder = inProject("bench");
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(inProject("bench", name, "main.ts")))
    : [];
}
