import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { startScriptedServer } from "../adapters/llm/scripted-server.ts";
import type { ScriptedTurn } from "../fakes/fake-model.ts";
import { makeFolder, put } from "../tools/team-repository.ts";
import { until } from "../chaos/discord/waiting.ts";
import { commandLine } from "./command-line.ts";

const FINDINGS = Array.from({ length: 20 }, (_, at) => ({
  text: `finding number ${at + 1}`,
  file: "pool.rs",
}));
const TURNS: readonly ScriptedTurn[] = [
  { say: "I look for the allocator.", calls: [{ name: "search_text", input: { query: "allocator" } }] },
  { say: "Now I read it.", calls: [{ name: "read_file", input: { path: "pool.rs" } }] },
  {
    calls: [
      {
        name: "deliver_report",
        input: { summary: "It is never freed.", findings: FINDINGS, confidence: 0.8 },
      },
    ],
  },
];

/** What is printed can be looked at while it comes. */
async function ask(baseUrl: string, text: string, print: (chunk: string) => void) {
  const home = makeFolder();
  put(home, {
    "work/pool.rs": "// the allocator\nfn allocator_test() {}\n",
    "switchyard.yaml": `redis: { namespace: server-${randomUUID()} }
workspace: { path: work }
models:
  default: { use: "openai:tiny" }
  progressEveryMs: 200
  prices: { "openai:tiny": { input: 1000, output: 1000 } }
`,
  });
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    REDIS_URL: inject("redisUrl"),
    SWITCHYARD_CONFIG: `${home}/switchyard.yaml`,
    SWITCHYARD_DATA: `${home}/data`,
    SWITCHYARD_ROUTER: "linear",
    OPENAI_BASE_URL: baseUrl,
  };
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    const args = commandLine("ask", "--user", "ana", text);
    const child = execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
    child.stdout?.on("data", print);
  });
}

test("a model behind a server works on a request with two tools, is seen at it, and its long report is a file", async () => {
  let printed = "";
  const model = await startScriptedServer(async (request) => {
    const turn = request.messages.filter(({ role }) => role === "tool").length;
    // The first turn is told of; the next one takes as long as it takes to be seen at work.
    const isSeen = turn === 0 || (await until(() => printed.includes("works on T1")));
    return (isSeen ? TURNS[turn] : undefined) ?? { fails: 400 };
  });
  onTestFinished(async () => model.close());

  const { exitCode, stdout, stderr } = await ask(
    model.baseUrl,
    "@debug why does the allocator test fail?",
    (chunk) => (printed += chunk),
  );

  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/works on T1/u);
  expect(stdout).toMatch(/allocator[^]+pool\.rs[^]+worked on T1[^]+Done: 2 steps · 360 tokens · 0\.36 USD/u);
  expect(stdout).toContain("It is never freed.");
  expect(stdout).toContain("80 % sure · 2 steps · 360 tokens · 0.36 USD");
  expect(stdout).toContain("T1-debug.md");
  expect(model.requests[2]?.messages.findLast(({ role }) => role === "tool")?.text).toContain(
    "allocator_test",
  );
});
