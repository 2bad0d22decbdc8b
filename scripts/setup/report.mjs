// All of setup's words go to the error output: what a command prints on its own output stays clean.

/** Tells people what takes time; second runs have nothing to tell. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the script with a message for people instead of a stack trace. */
export class SetupError extends Error {}

/** Runs a script's steps; a SetupError becomes its message and exit code 1. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
