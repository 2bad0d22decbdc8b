import { pino } from "pino";
import type { Logger } from "./logger.ts";

/** JSON lines on standard error, so that standard output stays with the chat and the commands. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ["*.token", "*.password", "*.text", "token", "password", "text"],
        censor: "[redacted]",
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
