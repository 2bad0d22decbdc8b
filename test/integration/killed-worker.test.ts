import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, onTestFinished, test } from "vitest";
import { startGithub } from "../adapters/github/github-server.ts";
import { startScriptedServer } from "../adapters/llm/scripted-server.ts";
import { FakeChat } from "../fakes/fake-chat.ts";
import type { FakePost } from "../fakes/fake-chat.ts";
import type { ScriptedTurn } from "../fakes/fake-model.ts";
import { fingerprint, makeFolder, makeRepository, put, SUM_FILES } from "../tools/team-repository.ts";
import { commandLine } from "./command-line.ts";
import { startTeamBot } from "./team-bot.ts";

const DEPLOY = 'await fetch(process.argv[2], { method: "POST" });\n';
/** What the agent does, one turn after the other; then it waits for its model, or hands in its report. */
const SCRIPT: readonly ScriptedTurn[] = [
  { calls: [{ name: "run_command", input: { command: "deploy" } }] },
  { calls: [{ name: "github_comment", input: { issue: 7, body: "The sum is a sum." } }] },
];
const REPORT = { summary: "It is ready to go out.", confidence: 0.9 };

async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 4_800; tries += 1) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(25);
  }
  throw new Error(`it never came: ${look.toString()}`);
}

/** A production that takes deployments and tells nobody that it did. */
async function startProduction() {
  const deployments: string[] = [];
  const server = createServer((request) => deployments.push(`${request.method} ${request.url}`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/deploy`, deployments };
}

async function setUp() {
  const workspace = makeRepository({ ...SUM_FILES, "deploy.mjs": DEPLOY });
  const [production, github] = [await startProduction(), await startGithub(workspace)];
  const mood = { hangs: true };
  const model = await startScriptedServer((request): ScriptedTurn => {
    const done = request.messages.filter(({ role }) => role === "tool").length;
    const next = SCRIPT[done];
    if (next !== undefined) return next;
    return mood.hangs ? { hangs: true } : { calls: [{ name: "deliver_report", input: REPORT }] };
  });
  onTestFinished(async () => model.close());
  const [home, namespace] = [makeFolder(), `killed-${randomUUID()}`];
  put(home, {
    "switchyard.yaml": `redis: { namespace: ${namespace} }
jobs: { lockMs: 4000, stalledMs: 1000 }
workspace:
  path: ${workspace}
  commands: { deploy: node deploy.mjs ${production.url} }
  commandRules: { deploy: { effect: true, network: true } }
github: { repository: acme/sums }
models: { default: { use: "openai:scripted" }, progressEveryMs: 200 }
`,
  });
  const redisUrl = inject("redisUrl");
  const chat = new FakeChat();
  const bot = await startTeamBot({ redisUrl, namespace, chat });
  onTestFinished(async () => bot.stop());
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    REDIS_URL: redisUrl,
    SWITCHYARD_CONFIG: `${home}/switchyard.yaml`,
    SWITCHYARD_DATA: `${home}/data`,
    OPENAI_BASE_URL: model.baseUrl,
    GITHUB_TOKEN: "ghp_test",
    GITHUB_API_URL: github.url,
  };
  return { workspace, production, github, model, mood, chat, ...bot, startWorker: () => startWorker(env) };
}

/** A worker as it is installed, in a process that ends when somebody kills it, without a word. */
function startWorker(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, commandLine("worker"), {
    stdio: "ignore",
    env,
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  onTestFinished(kill);
  return { kill };
}

function choosing(posts: readonly FakePost[], part: string): FakePost | undefined {
  return posts.find(({ text, choices }) => text.includes(part) && choices !== undefined);
}

test("a worker that is killed in the middle of its work, and of an effect, leaves nothing done twice and says what happened", async () => {
  const kit = await setUp();
  const { chat, github, model, mood, production, store } = kit;
  const before = fingerprint(kit.workspace);
  const said = () => chat.posted.map(({ text }) => text);

  const first = kit.startWorker();
  chat.say("bring the sums out");
  await until(() => model.requests.length === SCRIPT.length + 1);
  await first.kill();
  mood.hangs = false;
  const second = kit.startWorker();
  await until(() => said().some((text) => text.includes("It is ready to go out.")));
  await until(() => said().filter((text) => text.includes("asks to")).length >= 2);

  // It began again, in sight of everybody, and asked for nothing twice.
  expect(said().join("\n")).toMatch(
    /worked on \*\*T1\*\*[^]+begins again: the worker went away in the middle/u,
  );
  expect(said().filter((text) => text.includes("asks to"))).toHaveLength(2);
  const types = (await store.events.ofTask("T1")).map(({ type }) => type);
  expect(types.filter((type) => type === "assignment.resumed")).toHaveLength(1);
  expect(types.filter((type) => type === "task.done")).toHaveLength(1);
  expect(fingerprint(kit.workspace)).toEqual(before);

  // Both take place out there, and the worker is gone before it hears of it.
  github.state.silent = /^POST .*\/comments$/u;
  for (const title of ["run deploy", "comment on"])
    chat.choose((await until(() => choosing(chat.posted, title))).ref, "approve");
  await until(() => production.deployments.length === 1 && github.comments.length === 1);
  await second.kill();
  github.state.silent = undefined;
  kit.startWorker();

  // A comment on GitHub can be found again; a command leaves no trace to look for, so that a person is asked.
  await until(() => said().some((text) => text.includes("The comment is on #7.")));
  const asked = await until(() => choosing(chat.posted, "I do not know whether"));
  chat.choose(asked.ref, "refuse");
  await until(() => said().some((text) => text.includes("leaves `e1`")));

  expect(production.deployments).toEqual(["POST /deploy"]);
  expect(github.comments).toHaveLength(1);
  expect(said().filter((text) => text.includes("It is ready to go out."))).toHaveLength(1);
});
