import { describe, expect, test } from "vitest";
import { applyFrontDoorRules, decideFrontDoor, withoutPoliteFrame } from "../../src/frontdoor/front-door.ts";

describe("rules", () => {
  test.each([
    ["hi", "social"],
    ["Hello Anna!", "social"],
    ["hey @switchyard 👋", "social"],
    ["morning all", "social"],
    ["MANY THANKS!!!", "social"],
    ["thanks so much everyone", "social"],
    ["👍", "social"],
    ["ok", "social"],
    ["你好", "social"],
    ["مرحبا", "social"],
    ["/help", "command"],
    ["  /retry T3", "command"],
    ["help", "meta"],
    ["hi, what can you do?", "meta"],
    ["who handles billing questions?", "meta"],
    ["Status?", "status"],
    ["any update?", "status"],
  ])("%j is %s", (text, frontDoor) => {
    expect(applyFrontDoorRules(text)).toEqual({ frontDoor });
  });

  test.each([
    ["hi, the build is broken", "the build is broken"],
    ["Hello team! fix pool.rs, thanks in advance :)", "fix pool.rs"],
    ["hi team broken.", "broken."],
    ["hey Anna, it broke", "it broke"],
    ["thanks, now the docs", "now the docs"],
    ["thanks to Anna the build is green", "thanks to Anna the build is green"],
    ["hiring dashboards are slow", "hiring dashboards are slow"],
    ["evening builds fail", "evening builds fail"],
    ["/etc/hosts is gone", "/etc/hosts is gone"],
    ["could you please review my patch, please?", "review my patch?"],
    [
      "who handles the retry when a download breaks off half way through",
      "who handles the retry when a download breaks off half way through",
    ],
    ["???", ""],
    ["", ""],
    ["\u0000", ""],
  ])("%j needs the classifier, which reads %j", (text, rest) => {
    expect(applyFrontDoorRules(text)).toEqual({ rest });
  });

  test("an answer is a follow-up in a task's thread only", () => {
    expect(applyFrontDoorRules("yes please", { inTaskThread: true })).toEqual({ frontDoor: "follow_up" });
    expect(applyFrontDoorRules("yes please")).toEqual({ frontDoor: "social" });
  });
});

test.each([
  ["can someone fix it", "fix it"],
  ["I need you to fix it", "fix it"],
  ["I'd like to see it", "see it"],
  ["please", "please"],
  ["pleased with it", "pleased with it"],
])("the polite frame of %j is taken off: %j", (text, core) => {
  expect(withoutPoliteFrame(text)).toBe(core);
});

describe("the classifier's part", () => {
  function logits(values: Record<string, number>): ReadonlyMap<string, number> {
    return new Map(
      Object.entries({
        social: 0,
        meta: 0,
        status: 0,
        command: 0,
        follow_up: 0,
        out_of_scope: 0,
        work: 0,
        ...values,
      }),
    );
  }

  test("a class that is clearly likelier wins, with its probability", () => {
    const decision = decideFrontDoor(logits({ status: 6 }));

    expect(decision).toMatchObject({ frontDoor: "status", isInScope: true });
    expect(decision.confidence).toBeGreaterThan(0.9);
  });

  test("a class that is likelier than work but not sure leaves the message work", () => {
    const decision = decideFrontDoor(logits({ status: 2, meta: 1.8, work: 1 }));

    expect(decision.frontDoor).toBe("work");
    expect(decision.confidence).toBeLessThan(0.5);
  });

  test("out of scope is work for nobody", () => {
    expect(decideFrontDoor(logits({ out_of_scope: 6 }))).toMatchObject({
      frontDoor: "work",
      isInScope: false,
    });
  });

  test("a follow-up is impossible outside a task's thread and likelier inside", () => {
    const close = logits({ follow_up: 3, work: 3 });

    expect(decideFrontDoor(close).frontDoor).toBe("work");
    expect(decideFrontDoor(logits({ follow_up: 60 })).frontDoor).not.toBe("follow_up");
    expect(decideFrontDoor(close, { inTaskThread: true }).frontDoor).toBe("follow_up");
  });
});
