import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Agent } from "../../agents/agent.ts";
import { parseJsonLine } from "../labelled-set.ts";
import { findRequestFolders } from "../request-folders.ts";
import type { PlacedText } from "./find-near-duplicates.ts";

/** The texts of an agent folder, by what they are for. */
export interface PlacedTexts {
  /** Requests, front-door lines and the examples of the agents' files. */
  readonly training: readonly PlacedText[];
  /** Every batch of the validation set. */
  readonly validation: readonly PlacedText[];
}

const Line = z.object({ text: z.string() });

/** Reads all texts that a router learns from or is measured on, with their places. Rejects for a line that is none. */
export async function readPlacedTexts(dir: string, agents: readonly Agent[]): Promise<PlacedTexts> {
  const routing = join(dir, "routing");
  const folders = await findRequestFolders(routing);
  const [frontDoor, validation, ...requests] = await Promise.all([
    readTexts(routing, /^front-door.*\.jsonl$/u),
    readTexts(join(routing, "validation"), /^[^.].*\.jsonl$/u),
    ...folders.map(async (folder) => readTexts(folder, /^[^.].*\.jsonl$/u)),
  ]);
  const examples = agents.flatMap(({ file, examples: texts }) =>
    texts.map((text, at) => ({ text, place: `${file} examples.${at + 1}` })),
  );
  return { training: [...requests.flat(), ...frontDoor, ...examples], validation };
}

async function readTexts(folder: string, pattern: RegExp): Promise<PlacedText[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => pattern.test(name)).sort();
  const read = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      return (await readFile(file, "utf8")).split(/\r?\n/u).flatMap((line, at) => {
        if (line.trim() === "") return [];
        const parsed = parseJsonLine(line, Line);
        if ("issues" in parsed) throw new Error(`${file}:${at + 1} has no text.`);
        return [{ text: parsed.value.text, place: `${file}:${at + 1}` }];
      });
    }),
  );
  return read.flat();
}
