import { fileURLToPath } from "node:url";

/**
 * What to give node to run `switchyard …` as it is installed. The set-up of the integration tests has compiled it:
 * starting from TypeScript takes twice as long, and there are many starts.
 */
export function commandLine(...args: readonly string[]): string[] {
  return [fileURLToPath(new URL("../../dist/src/cli.js", import.meta.url)), ...args];
}
