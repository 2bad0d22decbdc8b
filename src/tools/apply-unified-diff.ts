import { applyPatch, parsePatch } from "diff";
import type { StructuredPatch } from "diff";
import { messageOf } from "../errors.ts";
import type { FileChange } from "./write-inside.ts";

/** What a file holds now; undefined when there is none. */
export type ReadBefore = (
  path: string,
) => Promise<
  | { readonly ok: true; readonly file: { readonly text: string; readonly mode: number } | undefined }
  | { readonly ok: false; readonly why: string }
>;

export type AppliedDiff =
  | { readonly ok: true; readonly changes: readonly FileChange[] }
  /** Which part does not fit, for the model. */
  | { readonly ok: false; readonly why: string };

function pathOf(name: string | undefined): string | undefined {
  const plain = name?.split("\t")[0]?.trim();
  if (plain === undefined || plain === "" || plain === "/dev/null") return undefined;
  return plain.replace(/^[ab]\//u, "");
}

function parse(patch: string): StructuredPatch[] | string {
  try {
    const parts = parsePatch(patch.endsWith("\n") ? patch : `${patch}\n`);
    const files = parts.filter(({ hunks, isDelete }) => hunks.length > 0 || isDelete === true);
    if (files.length > 0) return files;
    return "It is no unified diff: there is no hunk in it.";
  } catch (error) {
    return `It is no sound unified diff: ${messageOf(error)}.`;
  }
}

function refuseKind(part: StructuredPatch): string | undefined {
  if (part.isBinary === true) return "Binary files cannot be patched.";
  if (part.isRename === true || part.isCopy === true)
    return "Renames and copies are not taken: delete the one file and create the other.";
  const modes = [part.newMode, part.oldMode].filter((mode) => mode !== undefined);
  return modes.some((mode) => !/^100(?:644|755)$/u.test(mode))
    ? "Links and submodules are not taken."
    : undefined;
}

/** The first hunk that does not fit, with what it expects. */
function misfit(part: StructuredPatch, text: string): string {
  const count = part.hunks.length;
  for (let length = 1; length <= count; length += 1) {
    const hunks = part.hunks.slice(0, length);
    if (applyPatch(text, { ...part, hunks }) !== false) continue;
    const hunk = part.hunks[length - 1];
    const expected = (hunk?.lines ?? []).filter((line) => !line.startsWith("+")).slice(0, 12);
    return `Hunk ${length} of ${count} (line ${hunk?.oldStart}) does not fit. It expects these lines, which are not there:\n${expected.join("\n")}\nRead the file and make the patch anew.`;
  }
  return "It does not fit. Read the file and make the patch anew.";
}

async function applyPart(part: StructuredPatch, read: ReadBefore): Promise<FileChange | string> {
  const [from, to] = [pathOf(part.oldFileName), pathOf(part.newFileName)];
  const path = to ?? from;
  if (path === undefined) return "A part of the patch names no file.";
  const kind = refuseKind(part);
  if (kind !== undefined) return `\`${path}\`: ${kind}`;
  if (from !== undefined && to !== undefined && from !== to)
    return `\`${from}\` and \`${to}\`: renames are not taken.`;
  const before = await read(path);
  if (!before.ok) return before.why;
  const isNew = from === undefined;
  if (isNew && before.file !== undefined) return `\`${path}\` exists already, but the patch creates it.`;
  if (!isNew && before.file === undefined) return `There is no file \`${path}\`.`;
  const text = before.file?.text ?? "";
  const patched = part.hunks.length === 0 ? "" : applyPatch(text, part);
  if (patched === false) return `\`${path}\`: ${misfit(part, text)}`;
  const kept = before.file === undefined ? {} : { before: before.file };
  if (to !== undefined) return { path, text: patched, ...kept };
  if (patched !== "" && part.hunks.length > 0)
    return `\`${path}\`: the patch deletes it, but not all of its lines.`;
  return { path, text: null, ...kept };
}

/**
 * What a unified diff makes of the files, all of it or nothing. Context must fit exactly; only the line numbers may
 * be off. Writes nothing.
 */
export async function applyUnifiedDiff(patch: string, read: ReadBefore): Promise<AppliedDiff> {
  const parts = parse(patch);
  if (typeof parts === "string") return { ok: false, why: parts };
  const changes: FileChange[] = [];
  for (const part of parts) {
    const change = await applyPart(part, read);
    if (typeof change === "string") return { ok: false, why: change };
    if (changes.some(({ path }) => path === change.path))
      return { ok: false, why: `\`${change.path}\` is in the patch twice. Put its hunks together.` };
    changes.push(change);
  }
  return { ok: true, changes };
}
