import { execFile } from "node:child_process";

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell; `"not_found"` when there is no such program. Rejects when it cannot be run. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<ProgramResult | "not_found">;

const TIMEOUT_MS = 10_000;

/** `RunProgram` on this machine; a program that runs longer than ten seconds is ended, and that is a rejection. */
export const runProgram: RunProgram = async (program, args) =>
  new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (error.code === "ENOENT") resolve("not_found");
      else if (typeof error.code === "number") resolve({ code: error.code, stdout, stderr });
      else reject(error);
    });
  });
