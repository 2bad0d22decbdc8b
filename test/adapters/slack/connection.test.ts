import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkSlackAccess } from "../../../adapters/slack/check-access.ts";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createInstallRoutes } from "../../../adapters/slack/connection/install-routes.ts";
import { createInstallations } from "../../../adapters/slack/connection/installations.ts";
import { createSeal } from "../../../adapters/slack/connection/seal.ts";
import { slackClientOptions } from "../../../adapters/slack/clients.ts";
import { BOT_SCOPES } from "../../../adapters/slack/manifest/scopes.ts";
import { withoutSecrets } from "../../../adapters/slack/slack-logger.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { eventBody, mention, startSlackPeer } from "../../chaos/slack/slack-peer.ts";
import { startRig } from "../../chaos/slack/slack-rig.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";

async function aPeer() {
  const peer = await startSlackPeer();
  onTestFinished(async () => peer.close());
  return peer;
}

test("without a network the bot is up, says what is wrong, and works when the network is there", async () => {
  const peer = await aPeer();
  await peer.vanish();
  const rig = await startRig({ peer, via: "socket", startMs: 50, findMs: 100 });
  onTestFinished(async () => rig.stop());

  await expect
    .poll(() => rig.chat.problems?.())
    .toEqual([expect.stringMatching(/cannot be reached: ECONNREFUSED/u)]);
  expect(rig.chat.workspaces()).toEqual([]);
  await peer.appear();

  await expect.poll(() => peer.sockets.size).toBe(1);
  await expect.poll(() => rig.chat.problems?.()).toEqual([]);
  peer.envelope("events_api", eventBody(mention(1, "hello")));
  await expect.poll(() => peer.calls.filter(({ method }) => method === "chat.postMessage").length).toBe(1);
});

test("a refused token is an alarm, not a storm of calls", async () => {
  const peer = await aPeer();
  peer.answer("auth.test", () => ({ ok: false, error: "invalid_auth" }));
  const alarms: string[] = [];
  const rig = await startRig({
    peer,
    via: "socket",
    startMs: 300,
    onAlarm: (sentence) => alarms.push(sentence),
  });
  onTestFinished(async () => rig.stop());

  await expect.poll(() => alarms).toEqual([expect.stringContaining("does not accept the token") as string]);
  expect(rig.chat.problems?.()).toHaveLength(1);
  expect(peer.calls.map(({ method }) => method)).toEqual(["auth.test"]);
});

test("an app token that Slack refuses is one as well", async () => {
  const peer = await aPeer();
  peer.answer("apps.connections.open", () => ({ ok: false, error: "invalid_auth" }));
  const alarms: string[] = [];
  const rig = await startRig({
    peer,
    via: "socket",
    startMs: 300,
    onAlarm: (sentence) => alarms.push(sentence),
  });
  onTestFinished(async () => rig.stop());

  await expect.poll(() => alarms.length).toBe(1);
  expect(peer.calls.filter(({ method }) => method === "apps.connections.open")).toHaveLength(1);
});

test("what cannot be stored is not acknowledged, and is answered when Slack sends it again", async () => {
  const peer = await aPeer();
  let isAway = true;
  const receive = async (go: () => Promise<"accepted" | "duplicate">) =>
    isAway ? Promise.reject(new Error("Redis is away")) : go();
  const rig = await startRig({ peer, via: "socket", receive });
  onTestFinished(async () => rig.stop());
  await expect.poll(() => peer.sockets.size).toBe(1);

  const first = peer.envelope("events_api", eventBody(mention(1, "hello"), "Ev1"));
  await expect.poll(() => rig.received()).toBe(1);
  expect(peer.acks.has(first)).toBe(false);
  isAway = false;
  const second = peer.envelope("events_api", eventBody(mention(1, "hello"), "Ev1"));

  await expect.poll(() => peer.acks.has(second)).toBe(true);
  expect(peer.acks.has(first)).toBe(false);
  expect(rig.jobs).toHaveLength(1);
});

const KEY = randomBytes(32).toString("hex");

test("an installation is stored encrypted, and opens with its key and for its workspace alone", async () => {
  const store = createMemoryStore({ now: () => 0 });
  const installations = createInstallations({ store, seal: createSeal(KEY), log: silentLogger });
  await installations.save({ workspace: "T1", botToken: "xoxb-secret", botUserId: "U1" });
  const stored = (await store.documents.get("slack-installations", "T1")) ?? "";

  expect(stored).not.toContain("xoxb");
  expect(Buffer.from(stored.slice(3), "base64").toString("latin1")).not.toContain("secret");
  expect(await installations.list()).toEqual([{ workspace: "T1", botToken: "xoxb-secret", botUserId: "U1" }]);
  expect(() => createSeal(KEY).open(stored, "T2")).toThrow(expect.objectContaining({ code: "slack.sealed" }));
  const other = createSeal(randomBytes(32).toString("base64"));
  expect(() => other.open(stored, "T1")).toThrow(expect.objectContaining({ code: "slack.sealed" }));
  expect(await createInstallations({ store, seal: other, log: silentLogger }).list()).toEqual([]);
  await installations.remove("T1");
  expect(await installations.list()).toEqual([]);
});

test("the same text is sealed differently every time", () => {
  const seal = createSeal(KEY);

  expect(seal.close("a", "T1")).not.toBe(seal.close("a", "T1"));
});

test("a workspace installs the app by OAuth; a callback with a forged state installs nothing", async () => {
  const peer = await aPeer();
  peer.answer("oauth.v2.access", () => ({
    app_id: "A1",
    access_token: "xoxb-new",
    token_type: "bot",
    bot_user_id: "UBOT2",
    scope: "chat:write",
    team: { id: "T2", name: "Two" },
    enterprise: null,
    authed_user: { id: "U1" },
    is_enterprise_install: false,
  }));
  const store = createMemoryStore({ now: () => 0 });
  const installations = createInstallations({ store, seal: createSeal(KEY), log: silentLogger });
  const installed: string[] = [];
  const routes = createInstallRoutes({
    clientId: "1.2",
    clientSecret: "shh",
    stateSecret: "state",
    scopes: BOT_SCOPES.map(({ scope }) => scope),
    client: slackClientOptions({ apiUrl: peer.apiUrl, log: silentLogger }),
    installations,
    onInstalled: ({ workspace }) => installed.push(workspace),
  });
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    void routes.get(path)?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await fetch(`${at}/slack/install`);
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  const state = /state=([^&"]+)/u.exec(await page.text())?.[1] ?? "";

  await fetch(`${at}/slack/oauth_redirect?code=c&state=forged`, { headers: { cookie } });
  expect(installed).toEqual([]);
  await fetch(`${at}/slack/oauth_redirect?code=c&state=${state}`, { headers: { cookie } });

  expect(installed).toEqual(["T2"]);
  expect(await installations.list()).toMatchObject([
    { workspace: "T2", botToken: "xoxb-new", botUserId: "UBOT2" },
  ]);
});

async function doctorLines(peer: Awaited<ReturnType<typeof aPeer>>) {
  const clients = createSlackClients({ apiUrl: peer.apiUrl, log: silentLogger });
  return checkSlackAccess({ clients, botToken: "xoxb-1", appToken: "xapp-1" }).run();
}

test("the doctor names every missing scope and what it is for", async () => {
  const peer = await aPeer();
  const granted = BOT_SCOPES.map(({ scope }) => scope).filter(
    (scope) => scope !== "chat:write" && scope !== "pins:write",
  );
  peer.answer("auth.test", () => ({
    headers: { "x-oauth-scopes": granted.join(",") },
    team: "Acme",
    user: "switchyard",
  }));

  const lines = await doctorLines(peer);

  expect(lines.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    "slack bot token ok",
    "slack scopes problem",
    "slack scopes warning",
    "slack app token ok",
  ]);
  expect(lines[1]?.message).toContain("`chat:write` is missing");
});

test("the doctor tells a token that is refused from a network that is away", async () => {
  const peer = await aPeer();
  peer.answer("apps.connections.open", () => ({ ok: false, error: "not_allowed_token_type" }));

  expect((await doctorLines(peer)).at(-1)).toMatchObject({
    verdict: "problem",
    message: expect.stringContaining("xapp-") as string,
  });
  await peer.vanish();
  expect((await doctorLines(peer))[0]).toMatchObject({
    verdict: "problem",
    message: expect.stringContaining("cannot be reached") as string,
  });
  await peer.appear();
});

test("no token reaches the log", () => {
  expect(withoutSecrets("xoxb-1-2-abc, xapp-1-A1, wss://a/link?ticket=abc&x")).toBe(
    "[secret], [secret], wss://a/link?[secret]&x",
  );
});
