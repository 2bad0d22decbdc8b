import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { createGuardedTieBreak, type TieBreak, type TieBreakQuestion } from "../../src/router/tie-break.ts";

function candidate(agent: string) {
  return { agent, title: agent, summary: "", routesWhen: [] };
}

const QUESTION: TieBreakQuestion = {
  text: "it is red",
  candidates: [candidate("debug"), candidate("code")],
};

function guard(choose: TieBreak["choose"], timeoutMs = 20_000) {
  const codes: unknown[] = [];
  const log = { warn: (fields: object) => void codes.push((fields as { code: string }).code) };
  return { choose: createGuardedTieBreak({ choose }, { timeoutMs, log }), codes };
}

test("a candidate that is chosen is passed on, as is no choice", async () => {
  const { choose, codes } = guard(async ({ text }) => (text === "it is red" ? "code" : undefined));

  expect(await choose(QUESTION)).toBe("code");
  expect(await choose({ ...QUESTION, text: "?" })).toBeUndefined();
  expect(codes).toEqual([]);
});

test("a name that was not offered is no choice", async () => {
  const { choose, codes } = guard(async () => "architect");

  expect(await choose(QUESTION)).toBeUndefined();
  expect(codes).toEqual(["router.tie_break_outside"]);
});

test("an error is no choice, whether it comes at once or later", async () => {
  const late = guard(async () => Promise.reject(new BotError("llm.away", "Away.")));
  const early = guard(() => {
    throw new Error("broken");
  });

  expect([await late.choose(QUESTION), await early.choose(QUESTION)]).toEqual([undefined, undefined]);
  expect([...late.codes, ...early.codes]).toEqual(["llm.away", "router.tie_break_failed"]);
});

test("whoever takes too long is told to stop", async () => {
  let stopped = false;
  const { choose, codes } = guard(async (_question, signal) => {
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
    });
    stopped = true;
    return "debug";
  }, 1);

  expect(await choose(QUESTION)).toBeUndefined();
  await Promise.resolve();
  expect(stopped).toBe(true);
  expect(codes).toEqual(["router.tie_break_timeout"]);
});

test("nobody is asked when there is nothing to choose between", async () => {
  let asked = 0;
  const { choose } = guard(async () => {
    asked += 1;
    return "debug";
  });

  expect(await choose({ ...QUESTION, candidates: [candidate("debug")] })).toBeUndefined();
  expect(asked).toBe(0);
});

test("only the beginning of a long text is shown", async () => {
  let length = 0;
  const { choose } = guard(async ({ text }) => {
    length = text.length;
    return undefined;
  });

  await choose({ ...QUESTION, text: "x".repeat(100_000) });

  expect(length).toBe(2_000);
});
