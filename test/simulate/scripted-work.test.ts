import { expect, test } from "vitest";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import { createScriptedWork } from "../../src/simulate/scripted-work.ts";
import { makeAgent } from "../execution/brief-kit.ts";
import { aTask } from "../store-contract/samples.ts";

const REAL = { name: "real", run: async () => ({ summary: "s", body: "the real work", madeBy: "real" }) };

function open() {
  const work = createScriptedWork();
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
  return { work, turn };
}

test("leaves agents without a script to their real work", async () => {
  const { work, turn } = open();
  work.deliver("debug", "something");

  expect(await turn("code")).toBe("the real work");
});

test("plays what is scripted for an agent in its order, and then the real work", async () => {
  const { work, turn } = open();
  work.fail("code", { tries: 2, forGood: false, saying: "not yet" });
  work.deliver("code", "the fix");

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
