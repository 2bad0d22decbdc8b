import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import type { ConsoleStreams, Terminal } from "./terminal.ts";

export interface PlainStreams extends Pick<ConsoleStreams, "output"> {
  readonly input?: ConsoleStreams["input"];
}

/**
 * A terminal for pipes, files and tests: whole lines in, whole lines out, no escape codes of its own. Without an
 * input it only prints.
 */
export function createPlainTerminal({ input, output }: PlainStreams): Terminal {
  let lines: Interface | undefined;
  let isClosing = false;
  return {
    isLive: false,
    print(rows) {
      if (rows.length > 0) output.write(`${rows.join("\n")}\n`);
    },
    showLive() {},
    setPrompt() {},
    replaceDraft: () => "",
    keepHistory() {},
    clear() {},
    open(handlers) {
      if (input === undefined) return;
      lines = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
      lines.on("line", (line) => {
        if (!isClosing) handlers.line(line);
      });
      lines.on("close", () => {
        if (!isClosing) handlers.end();
      });
    },
    close() {
      isClosing = true;
      lines?.close();
    },
  };
}
