import { BotError } from "../errors.ts";

/**
 * Resolves at the first SIGINT or SIGTERM, or when `ended` does. A second signal while shutting down ends the
 * process at once: whoever asks twice means it.
 */
export async function waitForShutdown(ended?: Promise<void>): Promise<void> {
  const signal = new Promise<void>((resolve) => {
    let asked = false;
    const onSignal = (name: NodeJS.Signals) => {
      if (asked) process.exit(name === "SIGINT" ? 130 : 143);
      asked = true;
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
  await (ended === undefined ? signal : Promise.race([signal, ended]));
}

/** What people see of an error: its sentence, never a stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof BotError) return error.message;
  return `Something unexpected broke: ${error instanceof Error ? error.message : String(error)}`;
}
