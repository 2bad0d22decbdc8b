import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSlackClients } from "../../../../adapters/slack/clients.ts";
import { createSlackSender } from "../../../../adapters/slack/create-slack-sender.ts";
import type { SlackSender } from "../../../../adapters/slack/create-slack-sender.ts";
import type { OutgoingMessage } from "../../../../src/chat/messages.ts";
import {
  renderProgress,
  stopChoice,
  toWorkProgress,
} from "../../../../src/execution/progress/render-progress.ts";
import { silentLogger } from "../../../../src/log/logger.ts";
import { limited, refused, startScriptedSlack } from "../scripted-slack.ts";
import type { Reply, ScriptedSlack } from "../scripted-slack.ts";

const TO = { platform: "slack", workspace: "T1", channel: "C1", thread: "1700000000.000100" };
const HOUR_MS = 3_600_000;
const START_MS = 1_800_000_000_000;

let slack: ScriptedSlack;
let nowMs = START_MS;
let sender: SlackSender;
let quiet: (() => void) | undefined;

beforeAll(async () => {
  slack = await startScriptedSlack();
});
afterAll(async () => slack.close());
beforeEach(() => {
  nowMs = START_MS;
  quiet = undefined;
  for (const method of ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update"])
    slack.script(method, () => undefined);
  sender = open();
});

/** A process that sends: what it knows, it has to find out. */
function open(streaming: "auto" | "off" = "auto"): SlackSender {
  const clients = createSlackClients({ apiUrl: slack.apiUrl, log: silentLogger });
  clients.add({ workspace: "T1", botToken: "xoxb-1", botUserId: "UBOT" });
  const later = (_ms: number, act: () => void) => {
    quiet = act;
    return () => {
      if (quiet === act) quiet = undefined;
    };
  };
  return createSlackSender({ clients, log: silentLogger, now: () => nowMs, streaming, later });
}

/** What the progress of an agent looks like after these steps. */
function working(steps: readonly string[], rest: { draft?: string; isOver?: boolean } = {}): OutgoingMessage {
  const state = {
    taskId: "T-42",
    round: 1,
    title: "Debugging",
    steps: steps.map((text) => ({ text, isError: text.startsWith("failed") })),
    draft: rest.draft ?? "",
    summary: rest.isOver === true ? "All done." : undefined,
    isOver: rest.isOver ?? false,
  };
  const message = { text: renderProgress(state), progress: toWorkProgress(state) };
  return state.isOver ? message : { ...message, choices: stopChoice("T-42", 1) };
}

async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = slack.calls.length;
  await act();
  return slack.calls
    .slice(before)
    .map(({ method }) => method)
    .filter((method) => method !== "conversations.replies");
}

const post = (steps: readonly string[], deliveryId = "d1") => sender.post(TO, working(steps), { deliveryId });
const cards = () =>
  [...(slack.streams.at(-1)?.cards.values() ?? [])].map((card) => `${card.status} ${card.title}`);
/** Answers the next calls of a method in turn; later ones pass. */
function meet(method: string, ...replies: readonly Reply[]): void {
  const waiting = [...replies];
  slack.script(method, () => waiting.shift());
}

test("work in progress is a stream: one message, its steps in their order, and at the end the whole text", async () => {
  const ref = await post(["read a.ts"]);
  await sender.update(ref, working(["read a.ts"], { draft: "I look\non" }));
  await sender.update(ref, working(["read a.ts", "failed a test", "read b.ts"]));
  const during = cards();
  const last = await callsOf(() => sender.update(ref, working(["read a.ts", "read b.ts"], { isOver: true })));

  expect(during).toEqual([
    "complete read a.ts",
    "error failed a test",
    "complete read b.ts",
    "in_progress …",
  ]);
  expect(slack.streams.at(-1)).toMatchObject({
    ts: ref.id,
    state: "ended",
    title: "Debugging works on T-42",
    fields: {
      thread_ts: TO.thread,
      recipient_user_id: "U1",
      recipient_team_id: "T1",
      task_display_mode: "plan",
    },
  });
  expect(last).toEqual(["chat.stopStream", "chat.update"]);
  const [shown, ...others] = slack.posts.filter(({ ts }) => ts === ref.id);
  expect([shown?.text, shown?.blocks.includes("button"), others]).toEqual([
    "Debugging worked on T-42\n\n- read a.ts\n- read b.ts\n\nAll done.",
    false,
    [],
  ]);
});

test("while it goes on there is a button to stop it", async () => {
  const ref = await post(["read a.ts"], "d-button");

  const { blocks = "" } = slack.posts.find(({ ts }) => ts === ref.id) ?? {};
  expect(blocks).toContain("stop.T-42.r1");
});

test("what is sent twice is shown once, and only what is new is sent", async () => {
  const ref = await post(["one", "two"]);
  meet("chat.appendStream", "drop-after");
  await expect(sender.update(ref, working(["one", "two", "three"]))).rejects.toMatchObject({
    code: "chat.unknown_outcome",
  });
  await sender.update(ref, working(["one", "two", "three"]));

  expect(cards()).toEqual(["complete one", "complete two", "complete three", "in_progress …"]);
  const sent = slack.calls.at(-1)?.fields.chunks ?? "";
  expect([sent.includes('"step.1"'), sent.includes('"step.2"')]).toEqual([false, true]);
});

test("a beginning whose answer was lost is found by its delivery, and goes on", async () => {
  meet("chat.startStream", "drop-after");
  await expect(post(["one"], "d-lost")).rejects.toMatchObject({ code: "chat.unknown_outcome" });

  const found = await open().findDelivery(TO, "d-lost");

  expect(found?.id).toBe(slack.streams.at(-1)?.ts);
  expect(await sender.findDelivery(TO, "d-los")).toBeUndefined();
});

test("another process goes on with a stream, and changes one that is over", async () => {
  const ref = await post(["one"]);
  const other = open();
  const first = await callsOf(() => other.update(ref, working(["one", "two"])));
  const second = await callsOf(() => open().update(ref, working(["one", "two"], { isOver: true })));

  expect([first, cards()]).toEqual([
    ["chat.appendStream"],
    ["complete one", "complete two", "in_progress …"],
  ]);
  expect(second).toEqual(["chat.update", "chat.stopStream", "chat.update"]);
  expect(slack.posts.find(({ ts }) => ts === ref.id)?.text).toContain("worked on T-42");
});

test.each<readonly [string, Reply, readonly string[]]>([
  ["unknown_method", refused("unknown_method"), []],
  ["feature_not_enabled", refused("feature_not_enabled"), []],
  ["missing_scope", refused("missing_scope"), []],
  ["invalid_chunks", refused("invalid_chunks"), []],
  ["404", { status: 404, body: "not here" }, []],
  ["channel_type_not_supported", refused("channel_type_not_supported"), ["chat.startStream"]],
  ["429", limited(30), ["chat.startStream"]],
])("where streams end with %s, the message is posted and edited", async (_what, reply, nextTime) => {
  meet("chat.startStream", reply);
  const first = await callsOf(async () => post(["one"], "d-no"));
  const next = await callsOf(async () => post(["one"], "d-next"));
  nowMs += 6 * HOUR_MS + 1;
  const later = await callsOf(async () => post(["one"], "d-later"));

  expect(first).toEqual(["chat.startStream", "chat.postMessage"]);
  expect(next).toEqual(nextTime.length === 0 ? ["chat.postMessage"] : nextTime);
  expect(later).toEqual(["chat.startStream"]);
});

test.each<readonly [string, Reply, string]>([
  ["drop", "drop", "chat.unknown_outcome"],
  ["500", { status: 500, body: "" }, "chat.unknown_outcome"],
  ["service_unavailable", refused("service_unavailable"), "chat.unavailable"],
])("nothing is posted beside a stream that may have begun: %s", async (_what, reply, code) => {
  meet("chat.startStream", reply);

  const calls = await callsOf(async () => {
    await expect(post(["one"], "d-maybe")).rejects.toMatchObject({ code });
  });

  expect(calls).toEqual(["chat.startStream"]);
});

test.each(["message_not_in_streaming_state", "stopped_by_user", "invalid_chunks"])(
  "a stream that takes no more (%s) is edited from then on",
  async (word) => {
    const ref = await post(["one"]);
    meet("chat.appendStream", refused(word));
    const first = await callsOf(() => sender.update(ref, working(["one", "two"])));
    const second = await callsOf(() => sender.update(ref, working(["one", "two", "three"])));

    expect(first).toEqual(["chat.appendStream", "chat.update", "chat.stopStream", "chat.update"]);
    expect(second).toEqual(["chat.update"]);
    expect(slack.posts.find(({ ts }) => ts === ref.id)?.text).toContain("- two\n- three");
  },
);

test("a stream ends before Slack ends it, by its age and by its silence", async () => {
  const old = await post(["one"]);
  nowMs += 241_000;
  const aged = await callsOf(() => sender.update(old, working(["one", "two"])));
  nowMs = START_MS;
  const ref = await post(["one"]);
  quiet?.();
  await expect.poll(() => slack.streams.at(-1)?.state).toBe("ended");
  const after = await callsOf(() => sender.update(ref, working(["one", "two"])));

  expect([aged, after]).toEqual([["chat.stopStream", "chat.update"], ["chat.update"]]);
});

test("more cards than a stream takes are no stream any more", async () => {
  const ref = await post(["one"]);
  const many = Array.from({ length: 50 }, (_, index) => `step ${index}`);
  await sender.update(ref, working(many.slice(0, 49)));
  const calls = await callsOf(() => sender.update(ref, working(many)));

  expect(calls).toEqual(["chat.stopStream", "chat.update"]);
});

test("a limit on appending waits as long as it is told", async () => {
  const ref = await post(["one"]);
  meet("chat.appendStream", limited(7));

  await expect(sender.update(ref, working(["one", "two"]))).rejects.toMatchObject({
    code: "chat.rate_limited",
    retryAfterMs: 7_000,
  });
});

test("nothing is streamed when it is switched off, outside of threads, or under what no person wrote", async () => {
  const off = await callsOf(() => open("off").post(TO, working(["one"]), { deliveryId: "d-off" }));
  const { thread: _thread, ...channel } = TO;
  const outside = await callsOf(() => sender.post(channel, working(["one"]), { deliveryId: "d-out" }));
  const root = { ts: TO.thread, user: "UBOT", bot_id: "B1" };
  slack.script("conversations.replies", () => ({ body: { ok: true, messages: [root] } }));
  const ofBot = await callsOf(() => sender.post(TO, working(["one"]), { deliveryId: "d-bot" }));
  slack.script("conversations.replies", () => undefined);

  expect([off, outside, ofBot]).toEqual([["chat.postMessage"], ["chat.postMessage"], ["chat.postMessage"]]);
});

test("in direct messages a stream needs nobody to be named", async () => {
  await sender.post({ ...TO, channel: "D1" }, working(["one"]), { deliveryId: "d-direct" });

  expect(slack.streams.at(-1)?.fields.recipient_user_id).toBeUndefined();
});

test.each([
  ["<!channel> now", "<\u2060!channel> now"],
  ["ask <@U02AMARA7Q>", "ask <\u2060@U02AMARA7Q>"],
  ["<https://evil.example|bank.example>", "<\u2060https://evil.example|bank.example>"],
  ["[bank](https://evil.example)", "[bank]\u2060(https://evil.example)"],
  ["<\u2060!here> again", "<\u2060!here> again"],
  ["<".repeat(300), `${"<\u2060".repeat(127)}…`],
  ["tell @here and @channel", "tell @\u2060here and @\u2060channel"],
  ["a\u202Eb\nc", "ab c"],
])("what a step says rings nobody's bell and leads nowhere: %s", async (text, shown) => {
  const message = working(["one"]);
  const progress = { title: text, earlier: 0, steps: [{ text, isError: false }], now: text, isOver: false };
  await sender.post(TO, { ...message, progress }, { deliveryId: "d-bell" });

  expect(slack.streams.at(-1)?.title).toBe(shown);
  expect(cards()).toEqual([`complete ${shown}`, `in_progress ${shown}`]);
});
