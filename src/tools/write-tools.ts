import { z } from "zod";
import type { AgentTool, ToolOutcome } from "../execution/tool.ts";
import { applyUnifiedDiff } from "./apply-unified-diff.ts";
import { findInside } from "./find-inside.ts";
import { readInside } from "./read-inside.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";
import { writeInside } from "./write-inside.ts";
import type { FileChange } from "./write-inside.ts";

const MAX_FILE_BYTES = 4 * 1_048_576;
const MAX_CHARS = 400_000;

interface Made {
  readonly changes: readonly FileChange[];
}

/** Makes the changes and writes them while nobody else writes; a text says why there are none. */
async function change(
  context: ToolContext,
  make: (root: string) => Promise<Made | string>,
): Promise<ToolOutcome> {
  return context.worktrees.write(context.run.task.id, async ({ root }) => {
    const made = await make(root);
    if (typeof made === "string") return refusal(`Nothing was changed. ${made}`);
    const problem = await writeInside(root, made.changes);
    if (problem !== undefined) return refusal(`Nothing was changed. ${problem}`);
    const changed = made.changes.map(({ path }) => path);
    return { text: `Changed ${changed.join(", ")}.`, step: `changed ${changed.join(", ")}`, changed };
  });
}

async function readBefore(root: string, path: string) {
  const found = await findInside(root, path);
  if (!found.ok) return found;
  if (!found.exists) return { ok: true as const, file: undefined };
  const file = await readInside(root, path, MAX_FILE_BYTES);
  return file.ok ? { ok: true as const, file: { text: file.text, mode: file.mode } } : file;
}

/** A unified diff over any number of files. */
export function applyPatchTool(context: ToolContext): AgentTool {
  return toAgentTool({
    name: "apply_patch",
    description:
      "Changes files of the task's worktree by a unified diff (---, +++, @@). All of it is applied or nothing; context lines must fit exactly.",
    class: "write",
    input: z.strictObject({ patch: z.string().min(1).max(MAX_CHARS).describe("the unified diff") }),
    run: async ({ patch }) =>
      change(context, async (root) => {
        const applied = await applyUnifiedDiff(patch, async (path) => readBefore(root, path));
        return applied.ok ? applied : applied.why;
      }),
  });
}

/** One place in one file. */
export function editFileTool(context: ToolContext): AgentTool {
  return toAgentTool({
    name: "edit_file",
    description: "Replaces a text that stands exactly once in a file of the task's worktree by another one.",
    class: "write",
    input: z.strictObject({
      path: z.string().min(1),
      find: z
        .string()
        .min(1)
        .max(MAX_CHARS)
        .describe("exactly as it stands in the file, without line numbers"),
      replace: z.string().max(MAX_CHARS),
    }),
    run: async ({ path, find, replace }) =>
      change(context, async (root) => {
        const file = await readInside(root, path, MAX_FILE_BYTES);
        if (!file.ok) return file.why;
        const parts = file.text.split(find);
        if (parts.length !== 2)
          return `The text stands ${parts.length - 1} times in \`${file.path}\`; it must stand there once.`;
        const text = parts.join(replace);
        return { changes: [{ path: file.path, text, before: { text: file.text, mode: file.mode } }] };
      }),
  });
}

/** A whole file. */
export function writeFileTool(context: ToolContext): AgentTool {
  return toAgentTool({
    name: "write_file",
    description: "Writes a whole file in the task's worktree, new or in place of what is there.",
    class: "write",
    input: z.strictObject({ path: z.string().min(1), text: z.string().max(MAX_CHARS) }),
    run: async ({ path, text }) =>
      change(context, async (root) => {
        const found = await findInside(root, path);
        if (!found.ok) return found.why;
        if (found.path === "") return "Name a file.";
        const before = await readBefore(root, path);
        if (!before.ok) return before.why;
        return {
          changes: [
            { path: found.path, text, ...(before.file === undefined ? {} : { before: before.file }) },
          ],
        };
      }),
  });
}
