import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import type { ConsoleStreams, Terminal } from "./terminal.ts";

/** A terminal for pipes, files and tests: whole lines in, whole lines out, no escape codes of its own. */
export function createPlainTerminal({ input, output }: ConsoleStreams): Terminal {
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
