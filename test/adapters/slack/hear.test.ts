import { expect, test } from "vitest";
import { tsOf } from "../../../adapters/slack/ids.ts";
import { toPlainText } from "../../../adapters/slack/incoming/plain-text.ts";
import { toChanged, toDeletion, toReaction } from "../../../adapters/slack/incoming/to-change.ts";
import { hear, MessageEvent } from "../../../adapters/slack/incoming/to-message.ts";
import { Incoming } from "../../../src/chat/messages.ts";

const READING = { workspace: "T1", botUserId: "UBOT", botId: "BBOT", nowMs: 0 };
const VERBS = { stop: ["octagonal_sign"], take: ["hand"], done: ["heavy_check_mark"] };

function heard(event: object) {
  const parsed = MessageEvent.parse({
    type: "message",
    channel: "C1",
    channel_type: "channel",
    user: "U1",
    ts: "1700000000.000100",
    ...event,
  });
  return hear(parsed, READING);
}

test.each([
  ["a mention", { text: "<@UBOT> fix it" }, "meant"],
  ["a mention inside", { text: "could <@UBOT|switchyard> fix it" }, "meant"],
  ["a mention event", { type: "app_mention", text: "<@UBOT> fix it" }, "meant"],
  ["a direct message", { channel_type: "im", text: "fix it" }, "meant"],
  ["a direct message that does not say so", { channel_type: null, channel: "D1", text: "fix it" }, "meant"],
  ["a group message without a mention", { channel_type: "mpim", text: "fix it" }, undefined],
  ["a reply in a thread", { thread_ts: "1600000000.000100", text: "more" }, "thread"],
  [
    "a reply that is shown in the channel too",
    { subtype: "thread_broadcast", thread_ts: "1600000000.000100", text: "more" },
    "thread",
  ],
  ["the root of a thread", { thread_ts: "1700000000.000100", text: "more" }, undefined],
  ["a mention of somebody else", { text: "<@U2> fix it" }, undefined],
  ["a file in direct messages", { channel_type: "im", subtype: "file_share", text: "" }, "meant"],
  ["somebody who joins", { subtype: "channel_join", text: "<@UBOT> has joined" }, undefined],
  ["another bot", { bot_id: "B2", text: "<@UBOT> fix it" }, undefined],
  ["a program without a user", { subtype: "bot_message", user: null, text: "<@UBOT>" }, undefined],
  ["the bot itself", { user: "UBOT", channel_type: "im", text: "done" }, undefined],
])("hears %s", (_name, event, to) => {
  expect(heard(event)?.to).toBe(to);
});

test("gives the core what it takes, files with their size and people of other organisations as such", () => {
  const files = [
    { id: "F1", name: "log.txt", mimetype: "text/plain", size: 12 },
    { id: "F2", title: "Snippet" },
  ];

  const { incoming } =
    heard({ channel_type: "im", text: "", subtype: "file_share", files, user_team: "T2" }) ?? {};

  expect(Incoming.parse(incoming)).toMatchObject({
    workspace: "T1",
    id: "1700000000.000100",
    isDirect: true,
    from: { id: "U1", isExternal: true },
    sentAt: "2023-11-14T22:13:20.000Z",
    text: "Look at log.txt, Snippet",
    files: [
      { id: "F1", name: "log.txt", mediaType: "text/plain", sizeBytes: 12 },
      { id: "F2", name: "Snippet" },
    ],
  });
});

test.each([
  ["<@UBOT>: fix &lt;it&gt; &amp;amp; more", "fix <it> &amp; more"],
  [
    "see <https://a.example/x|the log> and <https://b.example>",
    "see the log (https://a.example/x) and https://b.example",
  ],
  ["<https://c.example|c.example>", "https://c.example"],
  [
    "ask <@U2|bob> in <#C2|ops>, not <!here> or <!subteam^S1|@leads>",
    "ask <@U2> in #ops, not @here or @leads",
  ],
  ["let <@UBOT> do it", "let do it"],
])("reads %s", (markup, plain) => {
  expect(toPlainText(markup, "UBOT")).toBe(plain);
});

const MESSAGE = { user: "U1", ts: "1700000000.000100", text: "fix that", thread_ts: "1600000000.000100" };

function changed(message: object, previous: object = { user: "U1", text: "fix it" }) {
  return toChanged(
    {
      subtype: "message_changed",
      channel: "C1",
      message: { ...MESSAGE, edited: { ts: "1700000001.000000" }, ...message },
      previous_message: previous,
    },
    READING,
  );
}

test("an edit is about its message and the same however often it comes", () => {
  expect(changed({})?.change).toMatchObject({
    kind: "edit",
    target: MESSAGE.ts,
    thread: MESSAGE.thread_ts,
    text: "fix that",
    id: "edit.1700000000.000100.1700000001.000000",
  });
  expect(tsOf(changed({})?.change.id)).toBe(MESSAGE.ts);
});

test("a mention that was added later is a message too", () => {
  expect(changed({ text: "<@UBOT> fix that" })?.mentioned).toMatchObject({
    kind: "message",
    id: MESSAGE.ts,
    text: "fix that",
  });
  expect(
    changed({ text: "<@UBOT> fix that" }, { user: "U1", text: "<@UBOT> fix it" })?.mentioned,
  ).toBeUndefined();
});

test.each([
  ["an unfurled link", { edited: null }, undefined],
  ["the same text", { text: "fix it" }, undefined],
  ["an edit of the bot", { user: "UBOT" }, undefined],
  ["an edit of another bot", { bot_id: "B2" }, undefined],
])("takes %s for no edit", (_name, message, expected) => {
  expect(changed(message)).toBe(expected);
});

test("a deleted message is known by its time, also where it stays as a tombstone", () => {
  const gone = {
    subtype: "message_deleted" as const,
    channel: "C1",
    deleted_ts: MESSAGE.ts,
    previous_message: MESSAGE,
  };

  expect(toDeletion(gone, READING)).toMatchObject({
    kind: "deletion",
    target: MESSAGE.ts,
    from: { id: "U1" },
    id: `deletion.${MESSAGE.ts}`,
  });
  expect(changed({ subtype: "tombstone", user: "USLACKBOT" }, MESSAGE)?.change).toMatchObject({
    kind: "deletion",
    from: { id: "U1" },
    id: `deletion.${MESSAGE.ts}`,
  });
});

test.each([
  ["octagonal_sign", "stop"],
  ["hand::skin-tone-3", "take"],
  ["heavy_check_mark", "done"],
  ["tada", undefined],
])("takes the reaction %s for %s", (reaction, verb) => {
  const item = { type: "message" as const, channel: "C1", ts: MESSAGE.ts };
  const event = {
    type: "reaction_added" as const,
    user: "U1",
    reaction,
    item,
    event_ts: "1700000002.000000",
  };

  expect(toReaction(event, VERBS, READING)?.verb).toBe(verb);
  expect(toReaction({ ...event, user: "UBOT" }, VERBS, READING)).toBeUndefined();
});

test.each([
  ["1700000000.000100", "1700000000.000100"],
  ["request.1700000000.000100", "1700000000.000100"],
  ["command.13345224609.738474920.8088930838d88f008e0", undefined],
  ["action.1700000000.000100.U1", undefined],
  ["form.V0PKB1ZFV", undefined],
  [undefined, undefined],
])("knows which message %s stands for", (id, ts) => {
  expect(tsOf(id)).toBe(ts);
});
