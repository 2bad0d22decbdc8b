import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { HAS_LOCAL_MODEL, LOCAL_MODEL } from "./local-model.ts";

/** Little room for everything: the model is small, and the machine may be busy. */
const CONFIG = `
workspace: { path: work }
models:
  default: { use: "gguf:${LOCAL_MODEL.file}" }
  timeoutMs: 100000
  promptTokens: 400
  progressEveryMs: 200
  gguf: { threads: 1, contextTokens: 4096, gpuLayers: 0 }
  limits: { steps: 1, outputTokens: 240, toolResultChars: 300 }
  prices: { "gguf:${LOCAL_MODEL.file}": { input: 1, output: 2 } }
`;

async function ask(text: string) {
  const home = await mkdtemp(join(tmpdir(), "switchyard-model-"));
  onTestFinished(async () => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, "work"));
  await mkdir(join(home, "data"));
  await symlink(LOCAL_MODEL.packages, join(home, "data", "packages"));
  await writeFile(join(home, "work", "pool.rs"), "// the allocator\nfn allocator_test() {}\n");
  await writeFile(join(home, "switchyard.yaml"), CONFIG);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    SWITCHYARD_CONFIG: join(home, "switchyard.yaml"),
    SWITCHYARD_DATA: join(home, "data"),
    SWITCHYARD_ROUTER: "linear",
  };
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    const args = ["--import", "tsx", "src/cli.ts", "ask", "--user", "ana", text];
    execFile(
      process.execPath,
      args,
      { env, maxBuffer: 64 * 1024 * 1024, timeout: 280_000 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}

/** A model so small may hand in its report at once; of several questions it looks something up for one. */
const QUESTIONS = [
  "why does the allocator test fail?",
  "which file has the allocator?",
  "search for the word allocator in pool.rs",
];
const STEP = /^ +• \S/mu;

async function askUntilItLooksSomethingUp(): ReturnType<typeof ask> {
  const [first = "", ...others] = QUESTIONS;
  let answer = await ask(first);
  for (const question of others) {
    if (answer.exitCode !== 0 || STEP.test(answer.stdout)) break;
    answer = await ask(question);
  }
  return answer;
}

test.runIf(HAS_LOCAL_MODEL)(
  "a real model works on a request with a tool, is seen at it, and hands in a report",
  { timeout: 600_000 },
  async () => {
    const { exitCode, stdout, stderr } = await askUntilItLooksSomethingUp();

    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    // Seen at work, in one message that changed. Which tool it takes differs from processor to processor.
    expect(stdout).toMatch(/\S.* works on T1/u);
    expect(stdout).toMatch(STEP);
    expect(stdout).toMatch(/\S.* worked on T1[^]+Done: \d+ steps? · [\d,]+ tokens · 0\.\d+ USD/u);
    // And what came of it.
    expect(stdout).toMatch(/\d+ % sure · \d+ steps? · [\d,]+ tokens/u);
    expect(stdout).not.toContain("No language model is configured");
  },
);
