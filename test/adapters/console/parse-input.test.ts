import { expect, test } from "vitest";
import { parseInput } from "../../../adapters/console/parse-input.ts";

test.each([
  ["", { kind: "nothing" }],
  ["   ", { kind: "nothing" }],
  ["hello there", { kind: "message", text: "hello there" }],
  ["#2 yes", { kind: "reply", thread: 2, text: "yes" }],
  ["#2", { kind: "show", thread: 2 }],
  ["#2 1", { kind: "pick", thread: 2, option: 1, text: "1" }],
  ["/reply 2 yes", { kind: "reply", thread: 2, text: "yes" }],
  ["/reply #2 first\nsecond", { kind: "reply", thread: 2, text: "first\nsecond" }],
  ["> and also", { kind: "reply", thread: "last", text: "and also" }],
  ["> 2", { kind: "pick", thread: "last", option: 2, text: "2" }],
  [">", { kind: "nothing" }],
  ["1", { kind: "pick", option: 1, text: "1" }],
  ["404", { kind: "message", text: "404" }],
  ["/Status  T12 ", { kind: "command", name: "status", args: "T12" }],
  ["#3 /why T1", { kind: "command", thread: 3, name: "why", args: "T1" }],
  ["/etc/hosts is wrong", { kind: "message", text: "/etc/hosts is wrong" }],
  ["# Heading", { kind: "message", text: "# Heading" }],
  ["#channel is down", { kind: "message", text: "#channel is down" }],
  [" /status", { kind: "message", text: "/status" }],
  [" #2 is broken", { kind: "message", text: "#2 is broken" }],
])("reads %j", (line, expected) => {
  expect(parseInput(line)).toEqual(expected);
});
