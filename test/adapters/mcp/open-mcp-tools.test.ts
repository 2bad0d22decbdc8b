import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMcpTools } from "../../../adapters/mcp/open-mcp-tools.ts";
import { McpServer } from "../../../src/config/tools-config.ts";
import { decideEffect } from "../../../src/effects/decide-effect.ts";
import { readEffect } from "../../../src/effects/effect-store.ts";
import { runEffect } from "../../../src/effects/run-effect.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { aRun, call, openKit } from "../../tools/tools-kit.ts";
import { makeFolder } from "../../tools/team-repository.ts";

const SERVER = resolve("test/adapters/mcp/mcp-server.mjs");
const JOB = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };

beforeEach(() => {
  process.env["CLOSED_FILE"] = join(makeFolder(), "closed.txt");
  process.env["OTHER_SECRET"] = "not for the server";
});
afterEach(() => {
  delete process.env["CLOSED_FILE"];
  delete process.env["OTHER_SECRET"];
});

test("listed tools of a server are there under its name, what is unlisted is not; effects wait for a person", async () => {
  const kit = await openKit({
    config: `mcp:\n  tickets:\n    command: [node, ${SERVER}]\n    passEnv: [CLOSED_FILE]\n    tools:\n      find: { class: read }\n      close: { agents: [debug] }\n`,
  });
  const closed = process.env["CLOSED_FILE"] ?? "";

  const { tools } = await kit.toolSource.open(aRun(kit.task, { tools: [] }));
  const found = await call(kit, "tickets__find", { words: "leak" });
  const asked = await call(kit, "tickets__close", { id: 4 });

  expect(tools.map((tool) => [tool.name, tool.class])).toEqual([
    ["tickets__find", "read"],
    ["tickets__close", "effect"],
  ]);
  expect(found.text).toContain("found leak; [redacted]");
  expect(found.text).not.toContain("OTHER_SECRET");
  expect(asked.text).toContain("a person decides");
  expect(existsSync(closed)).toBe(false);
  const other = await kit.toolSource.open(aRun(kit.task, { id: "ask", tools: [] }));
  expect(other.tools.map(({ name }) => name)).toEqual(["tickets__find"]);

  const effect = await readEffect({ taskId: "T1", id: "e1" }, kit.store);
  if (effect === undefined) throw new Error("there is no effect");
  const decided = decideEffect(effect, { accepted: true, by: "console:U1", name: "Ada", nowMs: Date.now() });
  if (decided.ok) await kit.store.commit(decided.changes);
  await runEffect({ taskId: "T1", effectId: "e1", attempt: 1 }, kit.effects, JOB);
  expect(readFileSync(closed, "utf8")).toBe("4\n");
});

test("a server that cannot be started has no tools", async () => {
  const mcp = openMcpTools({
    servers: { gone: McpServer.parse({ command: ["/no/such/program"], tools: { find: {} } }) },
    env: {},
    log: silentLogger,
  });

  expect(await mcp.list()).toEqual([]);
  await mcp.close();
});
