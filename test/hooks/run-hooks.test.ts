import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HandlerOutcome, HookHandler } from "../../src/hooks/hook-handler.ts";
import { HookReport, mayProceed } from "../../src/hooks/hook-report.ts";
import { hookKey, runHooks } from "../../src/hooks/run-hooks.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";

const input = { taskId: "T1", stageId: "s1", round: 2, claim: "it is done" };

function handler(more: Partial<HookHandler> = {}): HookHandler {
  return {
    name: "team",
    hook: "POST_TASK_VALIDATION",
    kind: "command",
    order: 100,
    timeoutMs: 1_000,
    retries: 0,
    blocking: true,
    onFailure: "warn",
    run: async () => ({ status: "passed", message: "fine" }),
    ...more,
  };
}

function outcome(status: HandlerOutcome["status"], message: string = status): HookHandler["run"] {
  return async () => ({ status, message });
}

async function run(handlers: readonly HookHandler[], clock = createVirtualClock()) {
  return runHooks("POST_TASK_VALIDATION", input, { clock, handlers });
}

test("a hook without a handler is not run, never passed", async () => {
  const { report } = await run([handler({ hook: "ERROR_DETECTION" })]);

  expect(report).toMatchObject({ status: "not_run", handlers: [], key: "T1.s1.POST_TASK_VALIDATION.r2" });
  expect(mayProceed(report)).toBe(true);
});

test("handlers run by their order, and in the order given where that is the same", async () => {
  const ran: string[] = [];
  const named = (name: string, order: number) =>
    handler({
      name,
      order,
      run: async () => {
        ran.push(name);
        return { status: "passed", message: "" };
      },
    });

  await run([named("c", 100), named("built-in", 0), named("a", -5), named("d", 100), named("b", 7)]);

  expect(ran).toEqual(["a", "built-in", "b", "c", "d"]);
});

test("a report is a value that can be stored", async () => {
  const { report } = await run([handler()]);

  expect(HookReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(report).toMatchObject({
    status: "passed",
    phase: "after_task",
    taskId: "T1",
    stageId: "s1",
    round: 2,
  });
});

test.each([
  ["rejects", async () => Promise.reject(new Error("broken"))],
  [
    "throws at once",
    () => {
      throw new Error("broken");
    },
  ],
] as const)("a handler that %s stops neither the others nor the task", async (_, broken) => {
  const { report } = await run([handler({ name: "bad", run: broken }), handler({ name: "good" })]);

  expect(report.handlers.map(({ status }) => status)).toEqual(["failed", "passed"]);
  expect(report).toMatchObject({ status: "failed", warnings: ["bad: broken"] });
  expect(mayProceed(report)).toBe(true);
});

test("a failure with the policy continue is noted and warns nobody", async () => {
  const { report } = await run([handler({ onFailure: "continue", run: outcome("failed") })]);

  expect(report).toMatchObject({ status: "failed", warnings: [] });
});

test("a failure with the policy block stops what comes after it", async () => {
  const { report } = await run([
    handler({ name: "gatekeeper", onFailure: "block", run: outcome("failed", "no licence") }),
    handler({ name: "later" }),
  ]);

  expect(report.handlers.map(({ status }) => status)).toEqual(["blocked", "not_run"]);
  expect(report).toMatchObject({ status: "blocked", message: "gatekeeper: no licence" });
  expect(mayProceed(report)).toBe(false);
});

test("a handler that hangs is timed out and told to stop", async () => {
  const clock = createVirtualClock();
  let told = false;
  const hanging = handler({
    name: "slow",
    run: async ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          told = true;
          resolve({ status: "passed", message: "late" });
        });
      }),
  });
  const running = run([hanging, handler({ name: "next" })], clock);

  await clock.advance(5_000);

  const { report } = await running;
  expect(report.handlers.map(({ status }) => status)).toEqual(["timed_out", "passed"]);
  expect(report.handlers[0]).toMatchObject({ durationMs: 1_000, message: "did not end within 1000 ms." });
  expect(report.status).toBe("timed_out");
  expect(told).toBe(true);
});

test("a handler that never listens does not hold up the hook for long", async () => {
  const clock = createVirtualClock();
  const running = run([handler({ run: async () => new Promise(() => undefined) })], clock);

  await clock.advance(3_000);

  expect((await running).report.status).toBe("timed_out");
});

describe("retries", () => {
  function failing(times: number, more: Partial<HandlerOutcome> = {}) {
    const attempts: number[] = [];
    const flaky = handler({
      retries: 3,
      run: async ({ attempt }) => {
        attempts.push(attempt);
        return attempt <= times
          ? { status: "failed", message: "not yet", ...more }
          : { status: "passed", message: "" };
      },
    });
    return { flaky, attempts };
  }

  test("end with the first that passes", async () => {
    const clock = createVirtualClock();
    const { flaky, attempts } = failing(2);
    const running = run([flaky], clock);
    await clock.advance(60_000);

    expect((await running).report.handlers[0]).toMatchObject({ status: "passed", attempts: 3 });
    expect(attempts).toEqual([1, 2, 3]);
  });

  test("are as many as allowed", async () => {
    const clock = createVirtualClock();
    const { flaky } = failing(9);
    const running = run([flaky], clock);
    await clock.advance(60_000);

    expect((await running).report.handlers[0]).toMatchObject({ status: "failed", attempts: 4 });
  });

  test("are spared where they cannot help", async () => {
    const { flaky } = failing(9, { retryable: false });

    expect((await run([flaky])).report.handlers[0]).toMatchObject({ status: "failed", attempts: 1 });
  });

  test("wait as long as the other side asked", async () => {
    const clock = createVirtualClock();
    const { flaky, attempts } = failing(1, { retryAfterMs: 5_000 });
    const running = run([flaky], clock);
    await clock.advance(4_999);
    expect(attempts).toEqual([1]);
    await clock.advance(1);
    await running;

    expect(attempts).toEqual([1, 2]);
  });
});

test("nobody waits for a handler that does not block, and how it ended is told later", async () => {
  const clock = createVirtualClock();
  const slow = handler({
    name: "notice",
    blocking: false,
    run: async () => {
      await clock.sleep(500);
      return { status: "failed", message: "nobody home" };
    },
  });

  const { report, late } = await run([slow, handler()], clock);
  expect(report).toMatchObject({ status: "passed", handlers: [{ status: "started" }, { status: "passed" }] });

  await clock.advance(500);
  expect(await late).toMatchObject([{ name: "notice", status: "failed", message: "nobody home" }]);
});

test("a hook that nobody waits for has not passed", async () => {
  const { report } = await run([handler({ blocking: false })]);

  expect(report.status).toBe("not_run");
});

test("a handler cannot change what the next one gets", async () => {
  let seen: unknown;
  const vandal = handler({
    run: async (call) => {
      (call.input as { claim: string }).claim = "hacked";
      return { status: "passed", message: "" };
    },
  });
  const witness = handler({
    run: async (call) => {
      seen = call.input;
      return { status: "passed", message: "" };
    },
  });

  await run([vandal, witness]);

  expect(seen).toMatchObject({ claim: "it is done", criteria: [] });
});

test("an input that cannot be copied fails its handlers and nothing else", async () => {
  const draft = { summary: () => "a function" };

  const { report } = await runHooks(
    "AGENT_HANDOFF_PREPARE",
    { taskId: "T1", round: 1, draft },
    { clock: createVirtualClock(), handlers: [handler({ hook: "AGENT_HANDOFF_PREPARE" })] },
  );

  expect(report).toMatchObject({ status: "failed", handlers: [{ status: "failed" }] });
});

test("an input that does not fit is a failed hook, and no handler sees it", async () => {
  const { report, output } = await runHooks(
    "POST_TASK_VALIDATION",
    { ...input, round: 0 },
    { clock: createVirtualClock(), handlers: [handler()] },
  );

  expect(report).toMatchObject({ status: "failed", handlers: [] });
  expect(report.message).toContain("round");
  expect(output).toBeUndefined();
});

test("an output that does not fit its hook is a failure of the handler that gave it", async () => {
  const odd = handler({
    kind: "built_in",
    run: async () => ({ status: "passed", message: "", output: { checks: 7 } }),
  });

  const { report, output } = await run([odd]);

  expect(report.handlers[0]).toMatchObject({ status: "failed", message: expect.stringContaining("checks") });
  expect(output).toBeUndefined();
});

test("what looks like a credential does not get into a report", async () => {
  const leaky = handler({ run: outcome("failed", "refused ghp_0123456789abcdefghij0123 at the door") });

  const { report } = await run([leaky]);

  expect(JSON.stringify(report)).not.toContain("ghp_");
});

test("evidence that is none fails the handler and leaves the runner whole", async () => {
  const odd = handler({
    run: async () => ({ status: "passed", message: "", evidence: [{ kind: "trust me" }] as never }),
  });

  const { report } = await run([odd, handler()]);

  expect(report.handlers.map(({ status }) => status)).toEqual(["failed", "passed"]);
});

test("two occasions of a hook in one round have two keys", () => {
  expect(hookKey("COLLABORATION_SYNC", { taskId: "T1", round: 1, occasion: "design" })).toBe(
    "T1.COLLABORATION_SYNC.design.r1",
  );
});

test("whatever handlers do, the hook is exactly as good as the worst that it waited for", async () => {
  const behaviour = fc.record({
    status: fc.constantFrom("passed", "failed", "not_run" as const),
    onFailure: fc.constantFrom("continue", "warn", "block" as const),
    blocking: fc.boolean(),
    order: fc.integer({ min: -3, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { maxLength: 6 }), async (all) => {
      const handlers = all.map(({ status, ...more }) =>
        handler({ ...more, run: outcome(status as "passed") }),
      );

      const { report } = await run(handlers);

      const waited = report.handlers.filter(({ status }) => status !== "started");
      const blocks = all.some(
        ({ blocking, onFailure, status }) => blocking && onFailure === "block" && status === "failed",
      );
      expect(report.handlers).toHaveLength(all.length);
      expect(report.status === "blocked").toBe(blocks);
      expect(report.status === "passed").toBe(
        waited.length > 0 && waited.every(({ status }) => status === "passed"),
      );
    }),
    { numRuns: 200 },
  );
});
