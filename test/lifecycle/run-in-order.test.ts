import { expect, test } from "vitest";
import type { HookId } from "../../src/hooks/hook-id.ts";
import { runInOrder } from "../../src/lifecycle/run-in-order.ts";
import type { DueHook } from "../../src/lifecycle/run-in-order.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { teamHandler } from "./lifecycle-kit.ts";

const subject = { taskId: "T1", round: 1 };
const error = { ...subject, kind: "other" as const, message: "broke", attempt: 1, maxAttempts: 1 };
const blocker = { ...subject, problem: "stuck", openForMs: 0, severity: "high" as const };
const due: readonly DueHook[] = [
  { hook: "ERROR_DETECTION", input: error },
  { hook: "BLOCKER_ESCALATION", input: blocker },
];

async function run(how: {
  readonly first: "passed" | "failed";
  readonly onFailure?: "warn" | "block";
  readonly after?: { hook: string; waitsFor: string[] }[];
  readonly known?: ReadonlyMap<HookId, "passed" | "failed">;
}) {
  const handlers = [
    teamHandler("ERROR_DETECTION", {
      onFailure: how.onFailure ?? "warn",
      run: async () => ({ status: how.first, message: how.first }),
    }),
    teamHandler("BLOCKER_ESCALATION"),
  ];
  const { after = [], known = new Map() } = how;
  const ran = await runInOrder(due, { clock: createVirtualClock(), handlers, after, known });
  return ran.map(({ report: { status, message } }) => ({ status, message }));
}

const waits = [{ hook: "BLOCKER_ESCALATION", waitsFor: ["ERROR_DETECTION"] }];

test("a hook runs when the one that it waits for has passed", async () => {
  expect(await run({ first: "passed", after: waits })).toMatchObject([
    { status: "passed" },
    { status: "passed" },
  ]);
});

test("a hook whose predecessor did not pass is not run, and says why", async () => {
  expect(await run({ first: "failed", after: waits })).toMatchObject([
    { status: "failed" },
    { status: "not_run", message: "It waits for ERROR_DETECTION, which did not pass." },
  ]);
});

test("a failure holds up nothing that does not wait for it", async () => {
  expect(await run({ first: "failed" })).toMatchObject([{ status: "failed" }, { status: "passed" }]);
});

test("nothing runs after a hook that blocks", async () => {
  expect(await run({ first: "failed", onFailure: "block" })).toMatchObject([
    { status: "blocked" },
    { status: "not_run", message: "ERROR_DETECTION blocked before it." },
  ]);
});

test("a predecessor that was not due is not waited for, one that failed before is", async () => {
  const after = [{ hook: "BLOCKER_ESCALATION", waitsFor: ["COLLABORATION_INIT"] }];

  expect(await run({ first: "passed", after })).toMatchObject([{ status: "passed" }, { status: "passed" }]);
  expect(
    await run({ first: "passed", after, known: new Map([["COLLABORATION_INIT", "failed"]]) }),
  ).toMatchObject([{ status: "passed" }, { status: "not_run" }]);
});
