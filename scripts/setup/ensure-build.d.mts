/** Compiles the TypeScript sources into dist/ when one of them has changed; the path of the command's entry. */
export function ensureBuild(options?: { quiet?: boolean }): Promise<string>;
