import { expect, test } from "vitest";
import { createProgress } from "../../../src/execution/progress/create-progress.ts";
import type { NewDelivery } from "../../../src/outbox/delivery.ts";
import { createVirtualClock } from "../../fakes/virtual-clock.ts";
import { makeAssignment, makeTask } from "../brief-kit.ts";

function setUp(progressEveryMs?: number) {
  const clock = createVirtualClock();
  const written: NewDelivery[] = [];
  const store = {
    commit: async ({ deliveries = [] }: { deliveries?: readonly NewDelivery[] }) => {
      written.push(...deliveries);
      return "committed" as const;
    },
  };
  const of = { task: makeTask("x"), assignment: makeAssignment("debug"), title: "Debugging" };
  const deps = { store, clock, ...(progressEveryMs === undefined ? {} : { progressEveryMs }) };
  const texts = () => written.map(({ content }) => (content.kind === "live" ? content.message.text : ""));
  return { progress: createProgress(of, deps), clock, written, texts };
}

test("the first step is shown at once, what follows together after the pause, the last state always", async () => {
  const { progress, clock, texts, written } = setUp(1_000);
  progress.update({ kind: "step", text: "read a.ts" });
  await clock.settle();
  for (const piece of ["I ", "look", " on"]) progress.update({ kind: "text", piece });
  progress.update({ kind: "step", text: "ran test: failed 2", isError: true });
  await clock.advance(999);
  expect(texts()).toHaveLength(1);

  await clock.advance(1);
  expect(texts()).toHaveLength(2);
  expect(texts()[1]).toContain("- read a.ts\n- ran test: failed 2 ✗\n\n> I look on");

  progress.update({ kind: "step", text: "read b.ts" });
  progress.update({ kind: "summary", text: "Done: 3 steps." });
  await progress.close();
  expect(texts()).toHaveLength(3);
  expect(texts()[2]).toBe(
    "**Debugging** worked on **T-42**\n\n- read a.ts\n- ran test: failed 2 ✗\n- read b.ts\n\nDone: 3 steps.",
  );
  expect(new Set(written.map(({ id }) => id)).size).toBe(1);
});

test("it is told in its parts as well, in plain words", async () => {
  const { progress, clock, written } = setUp(1_000);
  for (let step = 1; step <= 21; step += 1) progress.update({ kind: "step", text: `**step** ${step}` });
  progress.update({ kind: "text", piece: "I `look`\non @here" });
  await clock.settle();
  await clock.advance(1_000);
  await progress.close();

  const [, during, after] = written.map(({ content }) =>
    content.kind === "live" ? content.message.progress : undefined,
  );
  expect(during).toMatchObject({ title: "Debugging works on T-42", earlier: 1, isOver: false });
  expect([during?.steps.length, during?.steps.at(-1)]).toEqual([20, { text: "step 21", isError: false }]);
  expect(during?.now).toMatch(/^I look on @.here$/u);
  expect(after).toMatchObject({ title: "Debugging worked on T-42", isOver: true });
  expect(after?.now).toBeUndefined();
});

test("it can be stopped by a button until it is over", async () => {
  const { progress, clock, written } = setUp(1_000);
  progress.update({ kind: "step", text: "read a.ts" });
  await clock.settle();
  await progress.close();

  const prompts = written.map(({ content }) => content.kind === "live" && content.message.choices?.prompt);
  expect(prompts).toEqual(["stop.T-42.r1", undefined]);
});

test("nothing is written where there is nothing to see, and nothing after the end", async () => {
  const { progress, clock, written } = setUp(1_000);
  progress.update({ kind: "turn" });
  await progress.close();
  progress.update({ kind: "step", text: "late" });
  await clock.advance(5_000);

  expect(written).toEqual([]);
});

test("last words that the result says as well are no message of their own, others are", async () => {
  const done = setUp(1_000);
  done.progress.update({ kind: "summary", text: "Done: 0 steps.", isInResult: true });
  await done.progress.close();
  const stopped = setUp(1_000);
  stopped.progress.update({ kind: "summary", text: "Stopped: 0 steps." });
  await stopped.progress.close();

  expect(done.written).toEqual([]);
  expect(stopped.texts()).toEqual(["**Debugging** worked on **T-42**\n\nStopped: 0 steps."]);
});

test("what a model writes cannot mention everyone", async () => {
  const { progress, clock, texts } = setUp(1_000);
  progress.update({ kind: "text", piece: "@everyone <!channel> look" });
  await clock.settle();

  expect(texts()[0]).not.toMatch(/@everyone|<!channel/u);
});

test("a store that cannot be reached is no reason to stop", async () => {
  const clock = createVirtualClock();
  const store = { commit: async () => Promise.reject(new Error("down")) };
  const of = { task: makeTask("x"), assignment: makeAssignment("debug"), title: "Debugging" };
  const progress = createProgress(of, { store, clock, progressEveryMs: 10 });
  progress.update({ kind: "step", text: "read a.ts" });

  await expect(progress.close()).resolves.toBeUndefined();
});
