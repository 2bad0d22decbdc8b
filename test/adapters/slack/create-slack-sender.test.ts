import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSlackClients } from "../../../adapters/slack/clients.ts";
import { createSlackSender } from "../../../adapters/slack/create-slack-sender.ts";
import type { SlackSender } from "../../../adapters/slack/create-slack-sender.ts";
import type { Asker } from "../../../adapters/slack/response-book.ts";
import { BotError } from "../../../src/errors.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { limited, refused, startScriptedSlack } from "./scripted-slack.ts";
import { freePort } from "../../free-port.ts";
import type { Reply, ScriptedSlack } from "./scripted-slack.ts";

const TO = { platform: "slack", workspace: "T1", channel: "C1", thread: "1700000000.000100" };
const ASKED = { ...TO, id: "1700000000.000100" };

let slack: ScriptedSlack;
let sender: SlackSender;
let nowMs = 1_800_000_000_000;
let told: string[] = [];

beforeAll(async () => {
  slack = await startScriptedSlack();
});
afterAll(async () => slack.close());

/** Soon enough for an answer that never comes; for others the machine may take its time. */
const SOON_MS = 700;

function open(timeoutMs?: number): SlackSender {
  const patience = timeoutMs === undefined ? {} : { timeoutMs };
  const clients = createSlackClients({ apiUrl: slack.apiUrl, log: silentLogger, ...patience });
  clients.add({ workspace: "T1", botToken: "xoxb-1", botUserId: "UBOT" });
  return createSlackSender({
    clients,
    log: silentLogger,
    now: () => nowMs,
    onRefused: (workspace) => told.push(`refused ${workspace}`),
    onServed: (workspace) => told.push(`served ${workspace}`),
  });
}

beforeEach(() => {
  told = [];
  sender = open();
});

/** Answers the next calls of a method in turn; later ones pass. */
function meet(method: string, ...replies: readonly Reply[]): void {
  const waiting = [...replies];
  slack.script(method, () => waiting.shift());
}

/** The calls that something makes. */
async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = slack.calls.length;
  await act();
  return slack.calls.slice(before).map(({ method }) => method);
}

async function errorOf(act: () => Promise<unknown>): Promise<BotError> {
  const error: unknown = await act().then(
    () => "it resolved",
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BotError)) throw new Error(`expected a BotError, got ${String(error)}`);
  return error;
}

const say = (id = "d") => sender.post(TO, { text: "hello" }, { deliveryId: id });
const html: Reply = { body: "<html><body>Bad gateway xoxb-1-secret</body></html>" };

test.each<readonly [string, Reply, object]>([
  ["429", limited(30), { code: "chat.rate_limited", retryable: true, retryAfterMs: 30_000 }],
  [
    "429 without a time",
    { status: 429, body: {} },
    { code: "chat.rate_limited", retryable: true, retryAfterMs: 1_000 },
  ],
  [
    "ratelimited in a 200",
    refused("ratelimited"),
    { code: "chat.rate_limited", retryable: true, retryAfterMs: 1_000 },
  ],
  [
    "500",
    { status: 500, body: "" },
    { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined },
  ],
  [
    "503",
    { status: 503, body: "" },
    { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined },
  ],
  [
    "404",
    { status: 404, body: "not here" },
    { code: "chat.unavailable", retryable: true, retryAfterMs: undefined },
  ],
  [
    "403 of a proxy",
    { status: 403, body: "" },
    { code: "chat.unavailable", retryable: true, retryAfterMs: undefined },
  ],
  ["no answer", "hang", { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined }],
  ["a broken connection", "drop", { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined }],
  ["garbage", html, { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined }],
  [
    "fatal_error",
    refused("fatal_error"),
    { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined },
  ],
  [
    "internal_error",
    refused("internal_error"),
    { code: "chat.unknown_outcome", retryable: true, retryAfterMs: undefined },
  ],
  [
    "service_unavailable",
    refused("service_unavailable"),
    { code: "chat.unavailable", retryable: true, retryAfterMs: undefined },
  ],
  [
    "request_timeout",
    refused("request_timeout"),
    { code: "chat.unavailable", retryable: true, retryAfterMs: undefined },
  ],
  [
    "channel_not_found",
    refused("channel_not_found"),
    { code: "chat.not_in_channel", retryable: false, retryAfterMs: undefined },
  ],
  [
    "is_archived",
    refused("is_archived"),
    { code: "chat.refused", retryable: false, retryAfterMs: undefined },
  ],
  [
    "missing_scope",
    refused("missing_scope"),
    { code: "chat.refused", retryable: false, retryAfterMs: undefined },
  ],
  [
    "a word nobody knows yet",
    refused("restricted_action_moon"),
    { code: "chat.refused", retryable: false, retryAfterMs: undefined },
  ],
  [
    "invalid_auth",
    refused("invalid_auth"),
    { code: "chat.no_access", retryable: true, retryAfterMs: 60_000 },
  ],
  [
    "account_inactive",
    refused("account_inactive"),
    { code: "chat.no_access", retryable: true, retryAfterMs: 60_000 },
  ],
  [
    "token_revoked",
    refused("token_revoked"),
    { code: "chat.no_access", retryable: true, retryAfterMs: 60_000 },
  ],
])("takes %s for what it is, with one call", async (_what, reply, wanted) => {
  meet("chat.postMessage", reply);
  if (reply === "hang") sender = open(SOON_MS);
  let error: BotError | undefined;

  const calls = await callsOf(async () => {
    error = await errorOf(say);
  });

  expect(error).toMatchObject(wanted);
  expect(calls.filter((method) => method === "chat.postMessage")).toHaveLength(1);
  expect(error?.message).not.toContain("xoxb-1-secret");
});

test("says that nothing was sent when Slack cannot be reached at all", async () => {
  const apiUrl = `http://127.0.0.1:${await freePort()}/api/`;
  const clients = createSlackClients({ apiUrl, log: silentLogger });
  clients.add({ workspace: "T1", botToken: "xoxb-1", botUserId: "UBOT" });
  const away = createSlackSender({ clients, log: silentLogger, now: () => nowMs });

  const error = await errorOf(() => away.post(TO, { text: "x" }, { deliveryId: "d" }));

  expect(error).toMatchObject({ code: "chat.unavailable", retryable: true });
});

test("asks a workspace that refuses its token once a minute, and notices when it is taken again", async () => {
  slack.script("chat.postMessage", () => refused("invalid_auth"));
  const during = await callsOf(async () => {
    for (let n = 0; n < 20; n += 1) await errorOf(say);
  });
  nowMs += 60_000;
  const later = await callsOf(async () => errorOf(say));
  slack.script("chat.postMessage", () => undefined);
  nowMs += 60_000;

  await say();

  expect([during.length, later.length, told]).toEqual([1, 1, ["refused T1", "served T1"]]);
});

test.each(["invalid_blocks", "msg_blocks_too_long", "only_one_table_allowed", "invalid_blocks_format"])(
  "sends the text alone when Slack answers %s",
  async (word) => {
    meet("chat.postMessage", refused(word));

    await sender.post(TO, { text: "**bold** <!here>" }, { deliveryId: "d" });

    expect(slack.posts.at(-1)).toMatchObject({ text: "bold &lt;!here&gt;", blocks: "[]" });
  },
);

test("gives up on a message that Slack takes neither way", async () => {
  meet("chat.postMessage", refused("invalid_blocks"), refused("msg_too_long"));

  expect(await errorOf(say)).toMatchObject({ code: "chat.refused", retryable: false });
});

test("joins a channel that it may join, and says what to do about one that it may not", async () => {
  meet("chat.postMessage", refused("not_in_channel"), { body: { ok: true, ts: "1.000001", channel: "C1" } });
  const calls = await callsOf(say);
  meet("chat.postMessage", refused("not_in_channel"));
  meet("conversations.join", refused("method_not_supported_for_channel_type"));

  const error = await errorOf(() =>
    sender.post({ ...TO, channel: "C2" }, { text: "x" }, { deliveryId: "d" }),
  );

  expect(calls).toEqual(["chat.postMessage", "conversations.join", "chat.postMessage"]);
  expect(error).toMatchObject({ code: "chat.not_in_channel", retryable: false });
  expect(error.message).toContain("Invite the bot");
});

test("posts with everything off that could ring, unfurl or be read as markup", async () => {
  meet("chat.postMessage");
  await say("d-7");

  expect(slack.calls.at(-1)?.fields).toMatchObject({
    channel: "C1",
    thread_ts: TO.thread,
    text: "hello",
    parse: "none",
    link_names: "false",
    unfurl_links: "false",
    unfurl_media: "false",
    metadata: '{"event_type":"switchyard_delivery","event_payload":{"delivery":"d-7"}}',
  });
});

test("finds a post by its delivery and no other", async () => {
  const posted = await say("d-find");

  expect(await sender.findDelivery(TO, "d-find")).toEqual(posted);
  expect(await sender.findDelivery(TO, "d-fin")).toBeUndefined();
});

test("opens direct messages once and posts there", async () => {
  const to = { platform: "slack", workspace: "T1", channel: "@U7" };
  const first = await callsOf(() => sender.post(to, { text: "a" }, { deliveryId: "d1" }));
  const second = await callsOf(() => sender.post(to, { text: "b" }, { deliveryId: "d2" }));

  expect([first, second]).toEqual([["conversations.open", "chat.postMessage"], ["chat.postMessage"]]);
  expect(slack.posts.at(-1)?.channel).toBe("DU7");
});

test("tells somebody in direct messages what cannot be told where they are not", async () => {
  meet("chat.postEphemeral", refused("user_not_in_channel"));

  const calls = await callsOf(() => sender.postPrivate(TO, "U9", { text: "psst" }, { deliveryId: "d" }));

  expect(calls).toEqual(["chat.postEphemeral", "conversations.open", "chat.postMessage"]);
});

test("answers where somebody used a command, also where the bot is not", async () => {
  const answered: string[] = [];
  const clients = createSlackClients({ apiUrl: slack.apiUrl, log: silentLogger });
  clients.add({ workspace: "T1", botToken: "xoxb-1", botUserId: "UBOT" });
  const answers = {
    say: async ({ channel, userId }: Asker, { text }: { readonly text: string }) =>
      answered.push(`${channel} ${userId} ${text}`) > 0,
  };
  const own = createSlackSender({ clients, log: silentLogger, now: () => nowMs, answers });
  meet("chat.postEphemeral", refused("channel_not_found"));

  const calls = await callsOf(() => own.postPrivate(TO, "U9", { text: "psst" }, { deliveryId: "d" }));

  expect([calls, answered]).toEqual([["chat.postEphemeral"], ["C1 U9 psst"]]);
});

const INFO = "conversations.info";

test.each<readonly [string, string, Reply, string]>([
  ["C7", "a private channel without the bot", refused("channel_not_found"), "`/invite @yardbot`"],
  ["D7", "a conversation of two people", refused("channel_not_found"), "nobody can add me"],
  ["C7", "an archived channel", { body: { ok: true, channel: { is_archived: true } } }, "unarchive it"],
])("%s, %s, has an obstacle that people can remove", async (channel, _what, info, remedy) => {
  meet(INFO, info);
  meet("auth.test", { body: { ok: true, user: "yardbot" } });

  expect(await sender.obstacleAt({ platform: "slack", workspace: "T1", channel })).toContain(remedy);
});

test("a channel that the bot is in, or may join, has none, nor has one that Slack says nothing of", async () => {
  const at = (channel: string) => sender.obstacleAt({ platform: "slack", workspace: "T1", channel });
  meet(INFO, { body: { ok: true, channel: { is_member: true } } }, { body: { ok: true, channel: {} } });
  const inside = await callsOf(async () =>
    expect([await at("C1"), await at("C1")]).toEqual([undefined, undefined]),
  );
  meet(INFO, { body: { ok: true, channel: { is_member: false } } });
  const joined = await callsOf(async () => expect(await at("C8")).toBeUndefined());
  const direct = await callsOf(async () => expect(await at("@U1")).toBeUndefined());

  expect([inside, joined, direct]).toEqual([[INFO, INFO], [INFO, "conversations.join"], []]);
});

test("a public channel that the bot may not join has one", async () => {
  meet(INFO, { body: { ok: true, channel: { is_member: false } } });
  meet("conversations.join", refused("missing_scope"));
  meet("auth.test", { body: { ok: true, user: "yardbot" } });

  const why = await sender.obstacleAt({ platform: "slack", workspace: "T1", channel: "C9" });

  expect(why).toContain("`/invite @yardbot`");
});

test("changes one reaction with the state, and none for what is no message", async () => {
  const calls = await callsOf(async () => {
    await sender.setStatus(ASKED, { state: "received" });
    await sender.setStatus(ASKED, { state: "running" });
    await sender.setStatus(ASKED, { state: "running" });
    await sender.setStatus({ ...TO, id: "command.123" }, { state: "running" });
  });

  expect(calls).toEqual(["reactions.add", "reactions.add", "reactions.remove"]);
});

test("takes off what another process left, and nothing that people put there", async () => {
  const reactions = [
    { name: "eyes", users: ["UBOT", "U1"] },
    { name: "x", users: ["U1"] },
    { name: "tada", users: ["UBOT"] },
  ];
  meet("reactions.get", { body: { ok: true, message: { reactions } } });

  const before = slack.calls.length;
  await sender.setStatus({ ...ASKED, id: "1700000000.000200" }, { state: "done" });

  const made = slack.calls.slice(before).map(({ method, fields }) => [method, fields.name]);
  expect(made).toEqual([
    ["reactions.get", undefined],
    ["reactions.add", "white_check_mark"],
    ["reactions.remove", "eyes"],
  ]);
});

test("takes a reaction that is there already for done", async () => {
  meet("reactions.add", refused("already_reacted"));

  await sender.setStatus({ ...ASKED, id: "1700000000.000300" }, { state: "received" });

  expect(slack.calls.at(-1)?.method).toBe("reactions.add");
});

test("shows Slack's own status in the assistant's threads, and asks no more where there is none", async () => {
  const target = { ...ASKED, channel: "D1", id: "1700000000.000400" };
  await sender.setStatus(target, { state: "running", note: "debug" });
  const status = slack.calls.find(({ method }) => method === "assistant.threads.setStatus")?.fields.status;
  meet("assistant.threads.setStatus", { status: 404, body: "" });
  const first = await callsOf(() => sender.setStatus(target, { state: "queued" }));
  const second = await callsOf(() => sender.setStatus(target, { state: "done" }));

  expect(status).toBe("is working on it: debug…");
  expect(first).toContain("assistant.threads.setStatus");
  expect(second).not.toContain("assistant.threads.setStatus");
});

test("says in the thread what it could not attach, and does not fail for it", async () => {
  slack.script("files.getUploadURLExternal", () => refused("missing_scope"));
  const before = slack.posts.length;
  const log = { name: "run.log", mediaType: "text/plain", content: "line\n".repeat(2_000) };

  const ref = await sender.post(TO, { text: "here", files: [log] }, { deliveryId: "d" });

  const said = slack.posts.slice(before);
  expect(said[0]?.ts).toBe(ref.id);
  expect(said.length).toBeGreaterThan(2);
  expect(
    said
      .map(({ blocks }) => blocks)
      .join("")
      .match(/line/gu)?.length,
  ).toBe(2_000);
  slack.script("files.getUploadURLExternal", () => undefined);
});

test("pins twice without complaint, and links to a message", async () => {
  meet("pins.add", refused("already_pinned"));

  await sender.pin(ASKED);

  expect(await sender.linkTo(ASKED)).toBe("https://example.slack.com/1700000000.000100");
  expect(await sender.linkTo({ ...TO, id: "command.1" })).toBeUndefined();
});

test("publishes a home", async () => {
  await sender.publishHome(
    { platform: "slack", workspace: "T1", userId: "U1" },
    { title: "Board", sections: [] },
  );

  const { method, fields } = slack.calls.at(-1) ?? {};
  expect([method, fields?.user_id, JSON.parse(fields?.view ?? "{}")]).toMatchObject([
    "views.publish",
    "U1",
    { type: "home" },
  ]);
});

test("serves no workspace that it does not know", async () => {
  const error = await errorOf(() =>
    sender.post({ ...TO, workspace: "T9" }, { text: "x" }, { deliveryId: "d" }),
  );

  expect(error).toMatchObject({ code: "chat.unknown_workspace", retryable: false });
});
