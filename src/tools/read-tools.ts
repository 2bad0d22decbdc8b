import { z } from "zod";
import type { AgentTool } from "../execution/tool.ts";
import { listFiles } from "../workspace/list-files.ts";
import { checkPath } from "./check-path.ts";
import { limitOutput } from "./limit-output.ts";
import { readInside } from "./read-inside.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";

const LIMITS = { maxFiles: 20_000, maxTotalBytes: 1_073_741_824, maxFileBytes: 4 * 1_048_576 };
const MAX_LISTED = 400;
const MAX_FILE_BYTES = 4 * 1_048_576;
const MAX_LINES = 400;

/** Files of the workspace below a folder. */
export function listFilesTool(context: ToolContext): AgentTool {
  return toAgentTool({
    name: "list_files",
    description:
      "Lists the text files of the workspace, or of one folder in it. Ignored, binary and secret files are left out.",
    class: "read",
    input: z.strictObject({
      folder: z.string().default("").describe("relative to the workspace; empty for all of it"),
    }),
    async run({ folder }) {
      const checked = checkPath(folder);
      if (!checked.ok) return refusal(checked.why);
      const { root } = await context.place();
      const { files, notes, problem } = await listFiles(root, { limits: LIMITS });
      if (problem !== undefined) return refusal(problem);
      const prefix = checked.path === "" ? "" : `${checked.path}/`;
      const found = files.filter(({ path }) => path.startsWith(prefix));
      if (found.length === 0) return refusal(`There are no files in \`${folder || "."}\`.`);
      const lines = found.slice(0, MAX_LISTED).map(({ path, sizeBytes }) => `${path} (${sizeBytes} bytes)`);
      const more =
        found.length > MAX_LISTED ? [`… and ${found.length - MAX_LISTED} more; name a folder.`] : [];
      return {
        text: limitOutput([...lines, ...more, ...notes].join("\n"), context.maxOutputChars),
        step: `listed ${checked.path === "" ? "the workspace" : checked.path}`,
      };
    },
  });
}

/** A file or some lines of it, each with its number. */
export function readFileTool(context: ToolContext): AgentTool {
  return toAgentTool({
    name: "read_file",
    description: `Reads a file of the workspace, at most ${MAX_LINES} lines at once, each with its number.`,
    class: "read",
    input: z.strictObject({
      path: z.string().min(1).describe("relative to the workspace"),
      from: z.int().min(1).default(1).describe("first line"),
      to: z.int().min(1).optional().describe("last line"),
    }),
    async run({ path, from, to }) {
      const { root } = await context.place();
      const found = await readInside(root, path, MAX_FILE_BYTES);
      if (!found.ok) return refusal(found.why);
      const lines = found.text.replace(/\n$/u, "").split("\n");
      if (from > lines.length) return refusal(`\`${found.path}\` has ${lines.length} lines.`);
      const last = Math.min(to ?? lines.length, lines.length, from + MAX_LINES - 1);
      const shown = lines.slice(from - 1, last).map((line, index) => `${from + index}\t${line}`);
      const rest = last < lines.length ? [`[lines ${from} to ${last} of ${lines.length}]`] : [];
      return {
        text: limitOutput([...shown, ...rest].join("\n"), context.maxOutputChars),
        step: `read ${found.path}`,
      };
    },
  });
}
