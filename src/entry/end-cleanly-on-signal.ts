const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Until it is called off, a signal puts away what is open and then ends the process, so that Ctrl-C while everything
 * starts leaves no private Redis behind. Whoever listens for signals already decides instead.
 */
export function endCleanlyOnSignal(putAway: () => Promise<void>): () => void {
  if (process.listenerCount("SIGINT") + process.listenerCount("SIGTERM") > 0) return () => undefined;
  let isEnding = false;
  const onSignal = (signal: keyof typeof EXIT_CODES): void => {
    // Under npm the same Ctrl-C arrives twice.
    if (isEnding) return;
    isEnding = true;
    const end = (): never => process.exit(EXIT_CODES[signal]);
    putAway().then(end, end);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return () => {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  };
}
