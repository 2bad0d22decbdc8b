import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { pino } from "pino";
import type { Logger } from "./logger.ts";

/** Where log lines go: services write to standard error, a terminal chat to a file beside its data. */
export type LogTarget = "stderr" | { readonly file: string };

/** JSON lines; standard output stays with the chat and the commands. */
export function createLogger(level: string, target: LogTarget): Logger {
  if (target !== "stderr") mkdirSync(dirname(target.file), { recursive: true });
  const destination =
    target === "stderr" ? { fd: 2, sync: true } : { dest: target.file, sync: true, append: true };
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
    pino.destination(destination),
  );
}
