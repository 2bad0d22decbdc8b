import { limitPrefix } from "./limit-prefix.ts";
import type { Sandbox } from "./sandbox.ts";

/** No isolation, but the limits that `prlimit` can set. `why` says why there is none. */
export function createNoSandbox(why: string, prlimit?: string): Sandbox {
  const limits =
    prlimit === undefined ? "Memory has no limit either." : "Memory and the size of files are limited.";
  return {
    kind: "none",
    describe: `${why} Commands run with the rights of this process: they can read its files and reach the network. ${limits}`,
    wrap: ({ argv, limits: set }) => [...limitPrefix(prlimit, set), ...argv],
  };
}
