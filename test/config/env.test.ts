import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Env, loadDotEnv, nearMisses, readEnv, variables } from "../../src/config/env.ts";
import { formatProblem } from "../../src/config/problem.ts";

function problemsOf(source: Readonly<Record<string, string>>): string[] {
  const read = readEnv(source);
  return read.ok ? [] : read.problems.map((problem) => formatProblem(problem).replace(/^environment /u, ""));
}

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1-2-abc", SLACK_APP_TOKEN: "xapp-1-A-abc" };

test("has defaults for everything", () => {
  expect(readEnv({})).toEqual({
    ok: true,
    value: { SWITCHYARD_DATA: ".switchyard", SWITCHYARD_HTTP_HOST: "127.0.0.1" },
  });
});

test("reads the port as a number and leaves other programs' variables alone", () => {
  expect(readEnv({ SWITCHYARD_HTTP_PORT: "8080", HOME: "/root", SLACK_WEBHOOK: "x" })).toMatchObject({
    ok: true,
    value: { SWITCHYARD_HTTP_PORT: 8080 },
  });
});

test("takes variables that are set to nothing as not set", () => {
  expect(problemsOf({ REDIS_URL: "", SWITCHYARD_HTTP_PORT: " ", SLACK_APP_TOKEN: "" })).toEqual([]);
});

test("refuses unknown SWITCHYARD_ variables with the nearest valid name", () => {
  expect(problemsOf({ SWITCHYARD_CONFG: "x", SWITCHYARD_HTTPPORT: "1" })).toEqual([
    'SWITCHYARD_CONFG: is not a known variable. Did you mean "SWITCHYARD_CONFIG"?',
    'SWITCHYARD_HTTPPORT: is not a known variable. Did you mean "SWITCHYARD_HTTP_PORT"?',
  ]);
});

test("lists all SWITCHYARD_ variables when none is near", () => {
  const [line] = problemsOf({ SWITCHYARD_BANANA: "x" });

  for (const name of Object.keys(Env.shape).filter((each) => each.startsWith("SWITCHYARD_"))) {
    expect(line).toContain(name);
  }
});

test("lists every problem at once", () => {
  const keys = problemsOf({
    REDIS_URL: "http://x",
    SWITCHYARD_HTTP_PORT: "99999",
    SWITCHYARD_ROUTER: "bitnt",
    SWITCHYARD_LOG: "loud",
    SWITCHYARD_MODEL: "gpt",
    OPENAI_BASE_URL: "localhost:8000",
    SWITCHYARD_DATTA: "x",
  }).map((line) => line.split(":")[0]);

  expect(keys.toSorted((a = "", b = "") => a.localeCompare(b))).toEqual([
    "OPENAI_BASE_URL",
    "REDIS_URL",
    "SWITCHYARD_DATTA",
    "SWITCHYARD_HTTP_PORT",
    "SWITCHYARD_LOG",
    "SWITCHYARD_MODEL",
    "SWITCHYARD_ROUTER",
  ]);
});

test.each([
  [{ SLACK_APP_TOKEN: SLACK.SLACK_APP_TOKEN }, "SLACK_APP_TOKEN: is set without SLACK_BOT_TOKEN."],
  [
    { SLACK_BOT_TOKEN: SLACK.SLACK_BOT_TOKEN },
    "SLACK_BOT_TOKEN: is set without a way for messages to come in.",
  ],
  [
    { SLACK_BOT_TOKEN: SLACK.SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET: "0a1b" },
    "SLACK_SIGNING_SECRET: means that Slack sends its events over HTTP, and no port is open for them.",
  ],
  [{ ...SLACK, SLACK_BOT_TOKEN: "xapp-1" }, "SLACK_BOT_TOKEN: does not begin with xoxb- as it should."],
  [{ ...SLACK, SLACK_APP_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN: does not begin with xapp- as it should."],
  [{ ...SLACK, SLACK_SIGNING_SECRET: "xoxb-1" }, "SLACK_SIGNING_SECRET: is not what belongs here."],
  [{ DISCORD_TOKEN: "Bot abc.def.ghi" }, "DISCORD_TOKEN: is not what belongs here."],
])("refuses %j", (source, message) => {
  const lines = problemsOf(source);

  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(message);
});

test("tells of a combination even when a value in it is broken too", () => {
  expect(problemsOf({ SLACK_APP_TOKEN: "wrong" })).toHaveLength(2);
});

test.each([
  SLACK,
  { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "0a1b", SWITCHYARD_HTTP_PORT: "8080" },
  { DISCORD_TOKEN: "abc.def.ghi" },
])("accepts %j", (source) => {
  expect(problemsOf(source)).toEqual([]);
});

test("never repeats a secret", () => {
  const text = problemsOf({
    REDIS_URL: "redis://u:hunter2@h/x",
    SLACK_BOT_TOKEN: "hunter2",
    SLACK_APP_TOKEN: "hunter2",
    SLACK_SIGNING_SECRET: "xoxb-hunter2",
    DISCORD_TOKEN: "Bot hunter2",
  }).join("\n");

  expect(text).not.toBe("");
  expect(text).not.toContain("hunter2");
});

test("notices names that are nearly ours", () => {
  const source = {
    SLACK_BOT_TOKN: "a",
    DISCORD_TOKENS: "b",
    REDIS_URI: "c",
    SLACK_WEBHOOK_URL: "d",
    PATH: "/bin",
  };

  expect(nearMisses(source)).toEqual([
    { name: "SLACK_BOT_TOKN", meant: "SLACK_BOT_TOKEN" },
    { name: "DISCORD_TOKENS", meant: "DISCORD_TOKEN" },
    { name: "REDIS_URI", meant: "REDIS_URL" },
  ]);
});

test("does not suspect a name when the right one is set as well", () => {
  expect(nearMisses({ REDIS_URI: "a", REDIS_URL: "redis://b" })).toEqual([]);
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("adds a .env file to the environment, where the environment wins", () => {
  const folder = makeFolder();
  const names = ["SY_TEST_FROM_FILE", "SY_TEST_FROM_BOTH"] as const;
  onTestFinished(() => {
    for (const name of names) delete process.env[name];
  });
  process.env[names[1]] = "real";
  writeFileSync(join(folder, ".env"), `${names[0]}=file # comment\n${names[1]}=file\n`);

  const problem = loadDotEnv(folder);

  expect(problem).toBeUndefined();
  expect(names.map((name) => process.env[name])).toEqual(["file", "real"]);
});

test("is content without a .env file", () => {
  expect(loadDotEnv(makeFolder())).toBeUndefined();
});

test("reports a .env that is no file", () => {
  const folder = makeFolder();
  mkdirSync(join(folder, ".env"));

  expect(loadDotEnv(folder)).toMatchObject({ file: ".env", remedy: expect.any(String) as string });
});

test("gives the variables as they are, as a copy", () => {
  const source = { TEAM_SECRET: "s3cret" };

  expect(variables(source)).toEqual(source);
  expect(variables(source)).not.toBe(source);
});
