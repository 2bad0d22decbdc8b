import { expect, test } from "vitest";
import { isSlacks } from "../../../adapters/slack/is-slacks.ts";

test.each([
  "https://files.slack.com/files-pri/T1-F1/a.log",
  "https://FILES.SLACK.COM:443/a.log",
  "https://hooks.slack.com/commands/T1/1/x",
  "https://slack.com/api/",
  "https://files.slack-gov.com/a.log",
])("%s is Slack's", (address) => {
  expect(isSlacks(address)).toBe(true);
});

test.each([
  ["another scheme", "http://files.slack.com/a"],
  ["no host", "file:///files.slack.com"],
  ["another port", "https://files.slack.com:8443/a"],
  ["Slack in front of another host", "https://slack.com.evil.example/a"],
  ["Slack at the end of another name", "https://evilslack.com/a"],
  ["Slack at the end, with a dash", "https://evil-slack.com/a"],
  ["Slack as the name of a user", "https://files.slack.com@evil.example/a"],
  ["Slack as the name of a user, with a password", "https://files.slack.com:443@evil.example/a"],
  ["a user at Slack", "https://somebody@files.slack.com/a"],
  ["a password at Slack", "https://:word@files.slack.com/a"],
  ["Slack behind a backslash", "https://evil.example\\@files.slack.com/a"],
  ["Slack in the path", "https://evil.example/files.slack.com"],
  ["another domain that is similar", "https://files.slack.co/a"],
  ["a letter that only looks like one of Slack's", "https://files.sl\u0430ck.com/a"],
  ["a host that ends in a dot", "https://files.slack.com./a"],
  ["nothing that is an address", "files.slack.com"],
])("is not Slack's: %s", (_what, address) => {
  expect(isSlacks(address)).toBe(false);
});

test.each([
  ["http://127.0.0.1:4000/files/1", true],
  ["http://127.0.0.1:4001/files/1", false],
  ["https://127.0.0.1:4000/files/1", false],
  ["http://somebody@127.0.0.1:4000/files/1", false],
  ["http://127.0.0.1:4000@evil.example/files/1", false],
  ["https://files.slack.com/a", true],
])("with the Web API at another address, %s is trusted: %s", (address, isTrusted) => {
  expect(isSlacks(address, "http://127.0.0.1:4000/api/")).toBe(isTrusted);
});
