import { expect, test } from "vitest";
import { completeLine } from "../../../adapters/console/complete-line.ts";

const WORDS = { commands: ["status", "standup", "ask"], agents: ["qa-lead", "security-architect"] };

test.each([
  ["/st", ["/standup ", "/status "], "/st"],
  ["#2 /a", ["/ask "], "/a"],
  ["> /a", ["/ask "], "/a"],
  ["/ask q", ["qa-lead"], "q"],
  ["please @sec", ["@security-architect "], "@sec"],
  ["@", ["@qa-lead ", "@security-architect "], "@"],
  ["plain text", [], "plain text"],
  ["mail me@", [], "mail me@"],
])("offers for %j", (line, words, piece) => {
  expect(completeLine(line, WORDS)).toEqual([words, piece]);
});
