#!/usr/bin/env node
// npm run quickstart              installs what is missing and opens the chat
// npm run quickstart -- "text"    answers once and exits
import { pathToFileURL } from "node:url";
import { prepare } from "./setup/prepare.mjs";
import { runScript } from "./setup/report.mjs";

await runScript(async () => {
  const entry = await prepare();
  const words = process.argv.slice(2);
  const hasOptions = words.some((word) => word.startsWith("-"));
  const text = hasOptions ? words : [words.join(" ")];
  // In this process rather than in a child: signals, exit code and terminal need no passing on then.
  process.argv = [process.execPath, entry, ...(words.length === 0 ? ["start"] : ["ask", ...text])];
  await import(pathToFileURL(entry).href);
});
