import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

export interface ProgramPlace {
  /** As the PATH variable holds it. */
  readonly searchPath: string;
  /** Where a command with a relative path starts. */
  readonly cwd: string;
}

/** The file that a shell would run for a program's name or path, or undefined. */
export async function findProgram(program: string, place: ProgramPlace): Promise<string | undefined> {
  const candidates = program.includes("/")
    ? [resolve(place.cwd, program)]
    : place.searchPath
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, program));
  for (const candidate of candidates) {
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}
