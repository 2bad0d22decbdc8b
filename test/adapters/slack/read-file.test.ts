import { afterEach, beforeEach, expect, test } from "vitest";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackFileReader } from "../../../adapters/slack/read-file.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { startScriptedSlack } from "./scripted-slack.ts";
import type { ScriptedSlack } from "./scripted-slack.ts";

let slack: ScriptedSlack;

beforeEach(async () => {
  slack = await startScriptedSlack();
});

afterEach(async () => slack.close());

/** Reads file F1, which Slack says is at this address; what was fetched, with which token. */
async function readFrom(address: string) {
  const clients = createSlackClients({ apiUrl: slack.apiUrl, log: silentLogger });
  clients.add({ workspace: "T1", botToken: "xoxb-secret", botUserId: "UBOT" });
  slack.script("files.info", () => ({ body: { ok: true, file: { id: "F1", url_private: address } } }));
  const asked: [string, string | null][] = [];
  const read = createSlackFileReader({
    clients,
    fetch: async (url, init) => {
      asked.push([new Request(url).url, new Headers(init?.headers).get("authorization")]);
      return new Response("a line of a log");
    },
  });
  const message = { platform: "slack", workspace: "T1", channel: "C1", id: "1.1" };
  const text = await read(message, { id: "F1", name: "a.log" }, 1_000);
  return { text, asked };
}

test("gives the text of a file of Slack's", async () => {
  const address = "https://files.slack.com/files-pri/T1-F1/a.log";

  expect(await readFrom(address)).toEqual({
    text: "a line of a log",
    asked: [[address, "Bearer xoxb-secret"]],
  });
});

test.each([
  "http://files.slack.com/a.log",
  "https://files.slack.com.evil.example/a.log",
  "https://files.slack.com@evil.example/a.log",
  "https://somebody:word@files.slack.com/a.log",
  "https://files.slack.com:8443/a.log",
  "http://169.254.169.254/latest/meta-data",
  "file:///etc/passwd",
])("asks nobody at %s, and sends the token nowhere", async (address) => {
  expect(await readFrom(address)).toEqual({ text: undefined, asked: [] });
});
