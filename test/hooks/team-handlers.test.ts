import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { HookEntry } from "../../src/config/hooks-config.ts";
import { createTeamHandlers } from "../../src/hooks/create-team-handlers.ts";
import type { TeamHandlerDeps } from "../../src/hooks/create-team-handlers.ts";
import { isSignedBy } from "../../src/hooks/handlers/sign-webhook.ts";
import { runHooks } from "../../src/hooks/run-hooks.ts";
import { createRunProcess } from "../../src/process/run-process.ts";

const dir = mkdtempSync(join(tmpdir(), "team-handlers-"));
const input = { taskId: "T7", round: 1, item: "parser" };
const env = {
  PATH: process.env["PATH"],
  STATUS_SECRET: "s3cret",
  TEAM_NAME: "kernels",
  SLACK_BOT_TOKEN: "xoxb-never",
};

function depsOf(more: Partial<TeamHandlerDeps> = {}): TeamHandlerDeps {
  const runProcess = createRunProcess({ clock: systemClock, graceMs: 100 });
  const folders = { workspace: dir, configFolder: dir };
  return { clock: systemClock, runProcess, fetch, env, ...folders, aliases: [], ...more };
}

async function run(entry: object, more: Partial<TeamHandlerDeps> = {}) {
  const parsed = HookEntry.parse({ hook: "TASK_COMPLETION_CASCADE", timeoutMs: 100_000, ...entry });
  const { handlers, problems } = createTeamHandlers([parsed], depsOf(more));
  expect(problems).toEqual([]);
  const { report } = await runHooks("TASK_COMPLETION_CASCADE", input, { clock: systemClock, handlers });
  return report.handlers[0];
}

function script(source: string): string[] {
  return [process.execPath, "-e", source];
}

function write(name: string, source: string): string {
  writeFileSync(join(dir, name), source);
  return name;
}

describe("a command", () => {
  test("gets the call as JSON and answers in JSON", async () => {
    const source = `
      let text = "";
      process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => {
        const call = JSON.parse(text);
        const evidence = [{ kind: "reference", title: "item", target: call.input.item }];
        console.log(JSON.stringify({ message: call.hook + " " + call.key, evidence }));
      });`;

    expect(await run({ command: script(source) })).toMatchObject({
      kind: "command",
      status: "passed",
      message: "TASK_COMPLETION_CASCADE T7.TASK_COMPLETION_CASCADE.r1",
      evidence: [{ target: "parser" }],
    });
  });

  test("fails with its exit code and its last words", async () => {
    const report = await run({
      command: script('console.error("first\\nno licence header"); process.exit(4)'),
    });

    expect(report).toMatchObject({ status: "failed", message: "ended with 4: no licence header" });
  });

  test("passes with plain text for its message", async () => {
    expect(await run({ command: ["echo", "all fine"] })).toMatchObject({
      status: "passed",
      message: "all fine",
    });
  });

  test("that answers nonsense has failed", async () => {
    expect(await run({ command: ["echo", '{"status":"great"}'] })).toMatchObject({ status: "failed" });
    expect(await run({ command: ["echo", "{oops"] })).toMatchObject({ status: "failed" });
  });

  test("sees harmless variables and those it names", async () => {
    const source = "console.log(Object.keys(process.env).sort().join())";

    expect(await run({ command: script(source), passEnv: ["TEAM_NAME"] })).toMatchObject({
      message: "PATH,SWITCHYARD_HOOK,SWITCHYARD_HOOK_KEY,TEAM_NAME",
    });
  });

  test("that is not there has failed, and is not tried again", async () => {
    expect(await run({ command: ["no-such-program"], retries: 3 })).toMatchObject({
      status: "failed",
      attempts: 1,
    });
  });

  test("that runs too long is ended", async () => {
    const report = await run({ command: script("setInterval(() => {}, 1000)"), timeoutMs: 500 });

    expect(report).toMatchObject({ status: "timed_out" });
  });

  test("is tried again as often as it may", async () => {
    const file = join(dir, "tries");
    const source = `
      const fs = require("node:fs");
      fs.appendFileSync(${JSON.stringify(file)}, "x");
      process.exit(fs.readFileSync(${JSON.stringify(file)}, "utf8").length < 3 ? 1 : 0);`;

    expect(await run({ command: script(source), retries: 5 })).toMatchObject({
      status: "passed",
      attempts: 3,
    });
    expect(readFileSync(file, "utf8")).toBe("xxx");
  });
});

describe("a module", () => {
  test("is called with what it needs, and its answer counts", async () => {
    const module = write(
      "ok.mjs",
      "export default async ({ hook, input }) => ({ status: 'failed', message: `${hook} ${input.item}` });",
    );

    expect(await run({ module })).toMatchObject({
      kind: "module",
      status: "failed",
      message: "TASK_COMPLETION_CASCADE parser",
    });
  });

  test("passes without an answer", async () => {
    expect(await run({ module: write("quiet.mjs", "export default () => {};") })).toMatchObject({
      status: "passed",
    });
  });

  test.each([
    ["throws", "export default () => { throw new Error('broken inside'); };", "broken inside"],
    ["has no default export", "export const a = 1;", "no default export"],
    ["cannot be read", "export default (((", "Unexpected"],
    ["leaves without a word", "export default () => process.exit(0);", "without an answer"],
    ["answers what it may not", "export default () => ({ verdict: 'good' });", "may not"],
  ])("that %s has failed", async (what, source, message) => {
    const report = await run({ module: write(`${what.replaceAll(" ", "-")}.mjs`, source) });

    expect(report).toMatchObject({ status: "failed", message: expect.stringContaining(message) });
  });

  test("that never stops is ended, even in the middle of a loop", async () => {
    const report = await run({
      module: write("loop.mjs", "export default () => { for (;;); };"),
      timeoutMs: 500,
    });

    expect(report).toMatchObject({ status: "timed_out" });
  });

  test("sees no secrets of the process", async () => {
    const source = "export default () => ({ message: Object.keys(process.env).sort().join() });";

    expect(await run({ module: write("env.mjs", source) })).toMatchObject({ message: "PATH" });
  });

  test("may be TypeScript", async () => {
    const source =
      "export default (call: { hook: string }): { message: string } => ({ message: call.hook });";

    const report = await run(
      { module: write("typed.mts", source) },
      { typeScriptLoader: import.meta.resolve("tsx/esm/api") },
    );

    expect(report).toMatchObject({ status: "passed", message: "TASK_COMPLETION_CASCADE" });
  });
});

describe("a webhook", () => {
  interface Received {
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
  }
  const received: Received[] = [];
  let server: Server | undefined;

  async function serve(
    answers: readonly { status: number; body?: string; headers?: Record<string, string> }[],
  ) {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        const answer = answers[received.length - 1] ?? answers.at(-1);
        response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body ?? "");
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/topsecretpath`;
    return { webhook: url, secretEnv: "STATUS_SECRET" };
  }

  afterEach(async () => {
    received.length = 0;
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    server = undefined;
  });

  test("gets a signed call, and its answer counts", async () => {
    const entry = await serve([{ status: 200, body: '{"message":"noted"}' }]);

    const report = await run(entry);

    const [{ headers, body } = { headers: {}, body: "" }] = received;
    const signed = {
      timestamp: String(headers["x-switchyard-timestamp"]),
      signature: String(headers["x-switchyard-signature"]),
      body,
    };
    expect(report).toMatchObject({ kind: "webhook", status: "passed", message: "noted" });
    expect(JSON.parse(body)).toMatchObject({ hook: "TASK_COMPLETION_CASCADE", input: { item: "parser" } });
    expect(headers["x-switchyard-delivery"]).toContain("T7.TASK_COMPLETION_CASCADE.r1.");
    expect(isSignedBy("s3cret", signed, Date.now())).toBe(true);
    expect(isSignedBy("another", signed, Date.now())).toBe(false);
    expect(isSignedBy("s3cret", { ...signed, body: `${body} ` }, Date.now())).toBe(false);
    expect(isSignedBy("s3cret", signed, Date.now() + 6 * 60_000)).toBe(false);
  });

  test.each([500, 503, 429])("is tried again after %i", async (status) => {
    const entry = await serve([{ status, headers: { "retry-after": "0" } }, { status: 204 }]);

    expect(await run({ ...entry, retries: 2 })).toMatchObject({ status: "passed", attempts: 2 });
  });

  test.each([400, 401, 404, 302])("is not tried again after %i", async (status) => {
    const entry = await serve([{ status, headers: { location: "/elsewhere" } }]);

    expect(await run({ ...entry, retries: 2 })).toMatchObject({ status: "failed", attempts: 1 });
    expect(received).toHaveLength(1);
  });

  test("is tried again where the network fails, and the report keeps its path to itself", async () => {
    const entry = await serve([]);
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    server = undefined;

    const report = await run({ ...entry, retries: 1 });

    expect(report).toMatchObject({ status: "failed", attempts: 2 });
    expect(JSON.stringify(report)).not.toContain("topsecretpath");
  });

  test("that answers without end has failed", async () => {
    const entry = await serve([{ status: 200, body: "x".repeat(100_000) }]);

    expect(await run({ ...entry, retries: 2 })).toMatchObject({ status: "failed", attempts: 1 });
  });

  test("that never answers is timed out", async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

    const report = await run({ webhook, secretEnv: "STATUS_SECRET", timeoutMs: 300 });
    server.closeAllConnections();

    expect(report).toMatchObject({ status: "timed_out" });
  });
});

describe("entries", () => {
  const aliases = [{ name: "AGENT_HANDOFF", means: ["AGENT_HANDOFF_PREPARE", "AGENT_HANDOFF_EXECUTE"] }];

  test("for another name of hooks become a handler for each", () => {
    const entry = HookEntry.parse({ hook: "AGENT_HANDOFF", command: ["true"] });

    const { handlers } = createTeamHandlers([entry], depsOf({ aliases }));

    expect(handlers.map(({ hook }) => hook)).toEqual(["AGENT_HANDOFF_PREPARE", "AGENT_HANDOFF_EXECUTE"]);
  });

  test("that cannot be used are told with place and remedy, and the others stay", () => {
    const entries = [
      { hook: "AGENT_HANDOF", command: ["true"] },
      { hook: "ERROR_DETECTION", webhook: "https://example.com", secretEnv: "NOT_SET" },
      { hook: "ERROR_DETECTION", command: ["true"] },
    ].map((entry) => HookEntry.parse(entry));

    const { handlers, problems } = createTeamHandlers(entries, depsOf({ aliases }));

    expect(handlers).toHaveLength(1);
    expect(problems).toMatchObject([
      { key: "hooks.0", remedy: 'Did you mean "AGENT_HANDOFF"?' },
      { key: "hooks.1", message: "The variable NOT_SET is not set." },
    ]);
  });

  test.each([
    ["nothing to run", {}],
    ["two things to run", { command: ["a"], module: "b.mjs" }],
    ["an open address", { webhook: "http://example.com", secretEnv: "A" }],
    ["an unsigned webhook", { webhook: "https://example.com" }],
    ["a block that nobody waits for", { command: ["a"], blocking: false, onFailure: "block" }],
    ["an empty command", { command: [] }],
    ["a secret where its name belongs", { webhook: "https://example.com", secretEnv: "s3cret!" }],
  ])("with %s are refused", (_, entry) => {
    expect(HookEntry.safeParse({ hook: "ERROR_DETECTION", ...entry }).success).toBe(false);
  });
});
