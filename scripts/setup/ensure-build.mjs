import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inProject, readJson } from "./project.mjs";
import { say, SetupError } from "./report.mjs";
import { runQuietly } from "./run-command.mjs";
import { withLock } from "./with-lock.mjs";

const entry = inProject("dist", "src", "cli.js");
/** What the last build was made of. */
const stamp = inProject("dist", ".sources.json");
const sources = ["src", "adapters", "jobs"];
const settings = ["tsconfig.json", "tsconfig.build.json", "package-lock.json"];

/** Compiles the TypeScript sources into dist/ when one of them has changed; the path of the command's entry. */
export async function ensureBuild({ quiet = false } = {}) {
  if (isCurrent(listSources())) return entry;
  await withLock(inProject(".switchyard", "build.lock"), async () => {
    const current = listSources();
    if (!isCurrent(current)) build(current, quiet);
  });
  return entry;
}

/** Path to `time:size`. Comparing all of them, and not just the newest, sees removed and restored files as well. */
function listSources() {
  const files = {};
  for (const name of settings) note(files, name);
  for (const folder of sources) {
    if (!existsSync(inProject(folder))) continue;
    for (const item of readdirSync(inProject(folder), { recursive: true, withFileTypes: true })) {
      if (item.isFile() && item.name.endsWith(".ts"))
        note(files, join(item.parentPath ?? item.path, item.name));
    }
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function note(files, path) {
  const absolute = path.startsWith(inProject()) ? path : inProject(path);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat !== undefined) files[absolute.slice(inProject().length + 1)] = `${stat.mtimeMs}:${stat.size}`;
}

function isCurrent(current) {
  return existsSync(entry) && JSON.stringify(readJson(stamp)) === JSON.stringify(current);
}

function build(current, quiet) {
  const before = readJson(stamp);
  const isGone = (path) => !(path in current);
  // An incremental build neither removes the output of removed sources, nor restores output that somebody removed.
  if (before === undefined || !existsSync(entry) || Object.keys(before).some(isGone)) {
    rmSync(inProject("dist"), { recursive: true, force: true });
  }
  if (!quiet) say("Compiling …");
  const compiler = inProject("node_modules", "typescript", "bin", "tsc");
  const { ok, output } = runQuietly(process.execPath, [compiler, "-p", inProject("tsconfig.build.json")]);
  if (!ok) {
    rmSync(stamp, { force: true });
    throw new SetupError(`${output}\n\nThe sources do not compile, see above.`);
  }
  writeFileSync(stamp, JSON.stringify(current));
}
