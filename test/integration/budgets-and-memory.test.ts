import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, onTestFinished, test } from "vitest";
import { readSettings } from "../../src/config/settings.ts";
import { startSwitchyard } from "../../src/entry/start-switchyard.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { startScriptedServer } from "../adapters/llm/scripted-server.ts";
import { FakeChat } from "../fakes/fake-chat.ts";
import type { FakePost } from "../fakes/fake-chat.ts";
import { makeFolder, put } from "../tools/team-repository.ts";

const REPORT = { calls: [{ name: "deliver_report", input: { summary: "It is found.", confidence: 0.9 } }] };
/** What a turn of the scripted model costs; two agents work on each of the tasks here, one turn each. */
const TOKENS = 120;

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 4_800; tries += 1) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(25);
  }
  throw new Error(`it never came: ${look.toString()}`);
}

/** A final reply says what all work on its task took. */
function isFinal({ text }: FakePost): boolean {
  return text.includes("_In all: 2 pieces of work");
}

/** Everything in this process but Redis and the model's server. */
async function setUp() {
  const model = await startScriptedServer(() => REPORT);
  onTestFinished(async () => model.close());
  const home = makeFolder();
  put(home, {
    "work/sum.mjs": "export const sum = 1;\n",
    "switchyard.yaml": `redis: { namespace: budgets-${randomUUID()} }
workspace: { path: work }
people:
  - { id: eva, name: Eva, accounts: { console: U-eva } }
channels:
  - { id: dev, platform: console, channel: general, purpose: requests }
  - { id: leads, platform: console, channel: leads, purpose: requests, private: true }
permissions: { approve: [eva] }
models: { default: { use: "openai:scripted" } }
budgets:
  - { scope: user, what: tokens, limit: ${4.5 * TOKENS} }
`,
  });
  const settings = readSettings({
    cwd: home,
    source: {
      REDIS_URL: inject("redisUrl"),
      SWITCHYARD_DATA: `${home}/data`,
      SWITCHYARD_ROUTER: "linear",
      OPENAI_BASE_URL: model.baseUrl,
    },
  });
  const chat = new FakeChat({ platform: "console", workspaces: ["local"] });
  const running = await startSwitchyard({
    settings,
    log: silentLogger,
    bot: { chats: () => [chat] },
    worker: { gpu: false },
    redisWithinMs: 60_000,
  });
  onTestFinished(async () => running.stop());
  const said = (part: string) => chat.posted.filter(({ text }) => text.includes(part));
  return { chat, model, said };
}

test("what a team remembers reaches its agents and nobody's private channel, and a budget warns, pauses and goes on", async () => {
  const { chat, model, said } = await setUp();
  const done = async (count: number) => until(() => said("240 tokens").filter(isFinal).length === count);
  const promptOf = (at: number) => JSON.stringify(model.requests[at]?.messages);

  chat.command("remember", "we release on Fridays");
  await until(() => said("M1")[0]);
  chat.say("@debug the sum is wrong, find out why");
  await done(1);
  chat.say("@debug the sum is wrong here as well, find out why", { channel: "leads" });
  await done(2);

  expect(promptOf(0)).toContain("we release on Fridays");
  expect(promptOf(2)).not.toContain("we release on Fridays");

  // Four turns of four and a half: the next task begins with a warning, and its second agent has to wait.
  chat.say("@debug the sum is wrong for good, find out why");
  const asked = await until(() => said("**T3** is paused: the budget of the user eva")[0]);
  await until(() => said("is nearly used up")[0]);
  chat.command("status");
  await until(() => said("600 tokens of 540 tokens (111 %), **paused**")[0]);
  expect(model.requests).toHaveLength(5);

  // What is younger may be between two steps, and would go on with the next minute.
  await sleep(3_100);
  chat.choose(asked.ref, "go_on");
  await done(3);
  expect(said("is nearly used up")).toHaveLength(1);
});
