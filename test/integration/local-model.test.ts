import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createGgufModel } from "../../adapters/llm/gguf-model.ts";
import { HAS_LOCAL_MODEL, LOCAL_MODEL } from "./local-model.ts";

/** Little room for everything: the model is small, and the machine may be busy. */
const CONFIG = `
workspace: { path: work }
models:
  default: { use: "gguf:${LOCAL_MODEL.file}" }
  timeoutMs: 500000
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
      { env, maxBuffer: 64 * 1024 * 1024, timeout: 550_000 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}

/** What a model so small does with a question differs from processor to processor: of several it looks something up for one. */
const QUESTIONS = [
  "why does the allocator test fail?",
  "which file has the allocator?",
  "search for the word allocator in pool.rs",
  "read pool.rs and tell me what is in it",
];
const STEP = /^ +• \S/mu;

/** The first answer for which it looked something up; where there is none, the first one that came to its end. */
async function askUntilItLooksSomethingUp(): ReturnType<typeof ask> {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (const question of QUESTIONS) {
    const answer = await ask(question);
    if (answer.exitCode === 0 && STEP.test(answer.stdout)) return answer;
    answers.push(answer);
  }
  console.warn("The model has looked nothing up on this processor.");
  return answers.find(({ exitCode }) => exitCode === 0) ?? answers[0] ?? ask("");
}

test.runIf(HAS_LOCAL_MODEL)(
  "a real model works on a request, is seen at it, and hands in a report",
  { timeout: 2_400_000 },
  async () => {
    const { exitCode, stdout, stderr } = await askUntilItLooksSomethingUp();

    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    // Seen at work, in one message that changed.
    expect(stdout).toMatch(/\S.* works on T1/u);
    expect(stdout).toMatch(/\S.* worked on T1[^]+Done: \d+ steps? · [\d,]+ tokens · 0\.\d+ USD/u);
    // And what came of it.
    expect(stdout).toMatch(/\d+ % sure · \d+ steps? · [\d,]+ tokens/u);
    expect(stdout).not.toContain("No language model is configured");
  },
);

test.runIf(HAS_LOCAL_MODEL)(
  "a real model calls the tool that it has to call, with an input that fits, whatever it thinks of it",
  { timeout: 600_000 },
  async () => {
    const options = { packagesDir: LOCAL_MODEL.packages, contextTokens: 2_048, threads: 1, gpuLayers: 0 };
    const model = createGgufModel(`gguf:${LOCAL_MODEL.file}`, { ...options, outputTokens: 240 });
    const schema = {
      type: "object",
      properties: { query: { type: "string", maxLength: 20 }, limit: { type: "integer" } },
      required: ["query"],
      additionalProperties: false,
    };
    const tools = ["search_text", "deliver_report"].map((name) => ({ name, description: name, schema }));

    const { calls, usage } = await model.answer({
      messages: [{ role: "user", text: "which file has the allocator?" }],
      tools,
      mustCall: "search_text",
      signal: new AbortController().signal,
    });

    expect(calls).toMatchObject([{ name: "search_text", input: { query: expect.any(String) as string } }]);
    expect(usage.outputTokens).toBeGreaterThan(0);
  },
);
