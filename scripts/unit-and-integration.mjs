#!/usr/bin/env node
// node scripts/unit-and-integration.mjs [vitest arguments]    both test projects, without any setup
import { closingLine, runVitest } from "./setup/run-vitest.mjs";

const result = await runVitest(process.argv.slice(2));
process.stdout.write(`${closingLine(result)}\n`);
process.exitCode = result.code;
