import { expect, test } from "vitest";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import { checkHandoff } from "../../src/hooks/handoff-package.ts";
import { createScriptedWork } from "../../src/simulate/scripted-work.ts";
import { makeAgent } from "../execution/brief-kit.ts";
import { aTask } from "../store-contract/samples.ts";

const REAL = { name: "real", run: async () => ({ summary: "s", body: "the real work", madeBy: "real" }) };

function open() {
  const written: string[] = [];
  const work = createScriptedWork({
    write: async (path, text) => {
      written.push(`${path}: ${text}`);
    },
  });
  const runner = work.around(REAL);
  const turn = async (agent: string) => {
    const assignment = {
      id: "a",
      agent,
      role: "primary",
      reason: "",
      state: "running",
      starts: 1,
      round: 1,
    } as const;
    const run: AgentRun = {
      task: aTask("T1"),
      assignment,
      agent: makeAgent({ id: agent }),
      signal: new AbortController().signal,
      received: [],
      progress: () => undefined,
      followUps: async () => [],
    };
    return runner.run(run).then(
      ({ body }) => body,
      (error: unknown) => error,
    );
  };
  return { work, turn, written };
}

test("leaves agents without a script to their real work", async () => {
  const { work, turn } = open();
  work.deliver("debug", { text: "something", times: 1, files: {} });

  expect(await turn("code")).toBe("the real work");
});

test("plays what is scripted for an agent in its order, and then the real work", async () => {
  const { work, turn } = open();
  work.fail("code", { tries: 2, forGood: false, saying: "not yet" });
  work.deliver("code", { text: "the fix", times: 1, files: {} });

  expect(await turn("code")).toMatchObject({ code: "simulate.failed", message: "not yet", retryable: true });
  expect(await turn("code")).toMatchObject({ message: "not yet" });
  expect(await turn("code")).toBe("the fix");
  expect(await turn("code")).toBe("the real work");
});

test("fails once and for good, however many tries it was given", async () => {
  const { work, turn } = open();
  work.fail("code", { tries: 5, forGood: true, saying: "no" });

  expect(await turn("code")).toMatchObject({ retryable: false });
  expect(await turn("code")).toBe("the real work");
});

test("delivers so many times, and leaves its files when its turn comes", async () => {
  const { work, turn, written } = open();
  work.deliver("code", { text: "a fix", times: 2, files: { "a.ts": "1" } });
  expect(written).toEqual([]);

  expect([await turn("code"), await turn("code"), await turn("code")]).toEqual([
    "a fix",
    "a fix",
    "the real work",
  ]);
  expect(written).toEqual(["a.ts: 1", "a.ts: 1"]);
});

test("delivers what can be handed on, with its files for evidence", async () => {
  const work = createScriptedWork({ write: async () => undefined });
  work.deliver("code", { text: "a fix", times: 1, files: { "a.ts": "1" }, changes: "look again" });
  const runner = work.around(REAL);

  const result = await runner.run({ assignment: { agent: "code" } } as unknown as AgentRun);

  const draft = {
    from: "code",
    to: "debug",
    task: "T1",
    stage: "s1",
    summary: result.summary,
    ...result.handoff,
  };
  expect(checkHandoff(draft)).toMatchObject({ ok: true });
  expect(result).toMatchObject({ changes: "look again", handoff: { evidence: [{ target: "a.ts" }] } });
});
