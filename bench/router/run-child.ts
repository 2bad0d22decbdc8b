import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Assignment } from "./peer-process.ts";

const PROGRAM = fileURLToPath(new URL("peer-process.ts", import.meta.url));

/** Has a fresh process carry out an assignment, so that nothing that came before is in its memory or caches. */
export async function runChild<Result>(assignment: Assignment): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-bench-"));
  try {
    const file = join(dir, "assignment.json");
    await writeFile(file, JSON.stringify(assignment));
    const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", PROGRAM, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`Measuring ${assignment.measure} ended with code ${code}.`);
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as Result;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
