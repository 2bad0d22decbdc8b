import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A small project with our scripts, on a machine that has Node and just the programs that a test gives it. */
export interface Checkout {
  readonly folder: string;
  write(path: string, content: string): void;
  remove(path: string): void;
  exists(path: string): boolean;
  /** Puts a program on PATH: the body of a Node script that may call `log(text)` and `addProgram(name)`. */
  addProgram(name: string, body?: string): void;
  run(script: string, args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** What the programs logged since the last call. */
  calls(): string[];
  destroy(): void;
}

const compiler = `
const { mkdirSync, writeFileSync, readFileSync } = require("node:fs");
log("tsc");
const source = readFileSync("src/cli.ts", "utf8");
if (source.includes("type error")) { console.log("src/cli.ts(1,1): error TS1005"); process.exit(2); }
mkdirSync("dist/src", { recursive: true });
writeFileSync("dist/src/cli.js", source);
`;

const npm = `
const { cpSync, mkdirSync, rmSync, writeFileSync } = require("node:fs");
log("npm " + process.argv.slice(2).join(" "));
rmSync("node_modules", { recursive: true, force: true });
mkdirSync("node_modules/typescript/bin", { recursive: true });
cpSync("fakes/tsc.js", "node_modules/typescript/bin/tsc");
cpSync("package-lock.json", "node_modules/.package-lock.json");
`;

const cli = `console.log(JSON.stringify(process.argv.slice(2)));
if (process.argv.includes("fail")) process.exitCode = 3;
`;

export function createCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-checkout-"));
  const calls = join(folder, "calls.log");

  /** A script that knows `log` and `addProgram`, so that the installers among them can be shown to have worked. */
  function script(body: string): string {
    return `#!${process.execPath}
const log = (text) => require("node:fs").appendFileSync(${JSON.stringify(calls)}, text + "\\n");
const addProgram = (name) => {
  const path = ${JSON.stringify(join(folder, "bin"))} + "/" + name;
  require("node:fs").writeFileSync(path, "#!/bin/sh\\n", { mode: 0o755 });
};
${body}`;
  }

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  function addProgram(name: string, body = ""): void {
    write(`bin/${name}`, script(body));
    chmodSync(join(folder, "bin", name), 0o755);
  }

  async function run(
    name: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const child = spawn(process.execPath, [join("scripts", `${name}.mjs`), ...args], {
      cwd: folder,
      env: { PATH: join(folder, "bin"), HOME: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, stdout, stderr };
  }

  cpSync(join(import.meta.dirname, "../../scripts"), join(folder, "scripts"), { recursive: true });
  write("package.json", JSON.stringify({ type: "module", engines: { node: ">=20.19" }, scripts: {} }));
  write("package-lock.json", lockFile("1.0.0"));
  write("src/cli.ts", cli);
  // The fakes are CommonJS, for brevity.
  write("fakes/package.json", "{}");
  write("bin/package.json", "{}");
  write("fakes/tsc.js", script(compiler));
  addProgram("npm", npm);
  addProgram("redis-server");
  symlinkSync("/usr/bin/env", join(folder, "bin", "env"));

  return {
    folder,
    write,
    addProgram,
    run,
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
    exists: (path) => existsSync(join(folder, path)),
    calls: () => {
      const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
      rmSync(calls, { force: true });
      return lines;
    },
    destroy: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A lock file with one package for all machines, and one for a platform that is not this one. */
export function lockFile(version: string): string {
  const other = { version: "1.0.0", optional: true, os: ["plan9"] };
  return JSON.stringify({
    packages: { "": {}, "node_modules/typescript": { version }, "node_modules/x": other },
  });
}
