#!/usr/bin/env node
// npm run bench [-- NAME] [ARGUMENTS]    runs bench/NAME; "spine" when no name is given
import { existsSync, readdirSync } from "node:fs";
import { prepare } from "./setup/prepare.mjs";
import { inProject } from "./setup/project.mjs";
import { runScript, SetupError } from "./setup/report.mjs";
import { runInPlace } from "./setup/run-command.mjs";

await runScript(async () => {
  const [first = "", ...others] = process.argv.slice(2);
  const isNamed = first !== "" && !first.startsWith("-");
  const program = inProject("bench", isNamed ? first : "spine", "main.ts");
  if (!existsSync(program)) {
    const names = readdirSync(inProject("bench")).filter((name) =>
      existsSync(inProject("bench", name, "main.ts")),
    );
    throw new SetupError(`There is no benchmark called ${first}. There are: ${names.join(", ")}.`);
  }
  await prepare({ forTests: true });
  const args = isNamed ? others : process.argv.slice(2);
  process.exitCode = await runInPlace(process.execPath, ["--import", "tsx", program, ...args]);
});
