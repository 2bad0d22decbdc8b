import type { SandboxLimits } from "./sandbox.ts";

const MIB = 1_048_576;

/** What `prlimit` is called with, in front of the program; empty where the system has no `prlimit`. */
export function limitPrefix(prlimit: string | undefined, { memoryMb, fileMb }: SandboxLimits): string[] {
  if (prlimit === undefined) return [];
  const memory = memoryMb === 0 ? [] : [`--data=${memoryMb * MIB}`];
  return [prlimit, ...memory, `--fsize=${fileMb * MIB}`, "--core=0", "--"];
}
