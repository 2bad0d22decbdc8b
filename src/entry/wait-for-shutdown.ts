import { BotError } from "../errors.ts";

/** Ctrl-C under npm arrives twice, from the terminal and from npm; people are slower than this. */
const ECHO_MS = 300;

/**
 * Resolves at the first SIGINT or SIGTERM, or when `ended` does. A second signal while shutting down ends the
 * process at once: whoever asks twice means it.
 */
export async function waitForShutdown(ended?: Promise<void>): Promise<void> {
  const signal = new Promise<void>((resolve) => {
    let askedAt: number | undefined;
    const onSignal = (name: NodeJS.Signals) => {
      const echo = askedAt !== undefined && performance.now() - askedAt < ECHO_MS;
      if (askedAt !== undefined && !echo) process.exit(name === "SIGINT" ? 130 : 143);
      askedAt ??= performance.now();
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
