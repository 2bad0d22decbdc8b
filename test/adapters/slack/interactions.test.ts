import { expect, onTestFinished, test } from "vitest";
import { encodeChoice } from "../../../adapters/slack/choice-value.ts";
import { readFormMetadata } from "../../../adapters/slack/form-metadata.ts";
import type { Asker } from "../../../adapters/slack/response-book.ts";
import type { Form, Incoming } from "../../../src/chat/messages.ts";
import { signed, startSlackPeer, TEAM } from "../../chaos/slack/slack-peer.ts";
import { startRig } from "../../chaos/slack/slack-rig.ts";
import type { RigOptions } from "../../chaos/slack/slack-rig.ts";

const FORM: Form = {
  id: "escalate:T12",
  title: "Escalate",
  submitLabel: "Send",
  fields: [{ id: "why", label: "Why", kind: "line", required: true }],
};

async function setUp(options: Partial<RigOptions> = {}) {
  const peer = await startSlackPeer();
  const got: Incoming[] = [];
  const rig = await startRig({
    peer,
    via: "http",
    limits: { storeMs: 60_000, formMs: 60_000 },
    onReceived: (incoming) => got.push(incoming),
    ...options,
  });
  onTestFinished(async () => {
    await rig.stop();
    await peer.close();
  });
  async function send(fields: Record<string, string>): Promise<{ status: number; text: string }> {
    const body = new URLSearchParams(fields).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", ...signed(body) };
    const response = await fetch(rig.url, { method: "POST", body, headers });
    return { status: response.status, text: await response.text() };
  }
  return {
    peer,
    got,
    command: async (command: string, text = "", more: Record<string, string> = {}) =>
      send({
        ...more,
        command,
        text,
        team_id: TEAM,
        user_id: "U1",
        user_name: "ada",
        channel_id: "C1",
        trigger_id: "13.37.abc",
      }),
    interact: async (payload: object) =>
      send({
        payload: JSON.stringify({
          team: { id: TEAM },
          user: { id: "U1", username: "ada" },
          trigger_id: "13.37.abc",
          ...payload,
        }),
      }),
    sent: (method: string) => peer.calls.filter((call) => call.method === method),
  };
}

/** For what never comes; for all else the machine may take its time. */
const SOON = { storeMs: 300, formMs: 60_000 };
const FORM_SOON = { storeMs: 60_000, formMs: 200 };
const never = async (): Promise<"accepted"> => new Promise(() => undefined);

function press(more: object = {}) {
  const value = encodeChoice({ prompt: "stop.T1.r1", value: "stop" });
  return {
    type: "block_actions",
    channel: { id: "C1" },
    message: { ts: "1700000000.000200", thread_ts: "1700000000.000100" },
    actions: [
      { type: "button", action_id: "choice.0", block_id: "b", value, action_ts: "1700000003.000000" },
    ],
    ...more,
  };
}

function submission(metadata: string) {
  const values = {
    why: { value: { type: "plain_text_input", value: "it burns" } },
    empty: { value: { type: "plain_text_input", value: null } },
  };
  return {
    type: "view_submission",
    view: {
      id: "V1",
      callback_id: "form",
      private_metadata: metadata,
      state: { values },
      blocks: [],
      type: "modal",
    },
  };
}

test("the way back to whoever used a command is kept", async () => {
  const kept: string[] = [];
  const answers = {
    note: ({ workspace, channel, userId }: Asker, url: string) =>
      void kept.push([workspace, channel, userId, url].join(" ")),
    say: async () => false,
  };
  const { command } = await setUp({ answers });

  await command("/ask", "debug why", { response_url: "https://hooks.slack.com/commands/1" });
  await command("/ask", "debug why");

  expect(kept).toEqual([`${TEAM} C1 U1 https://hooks.slack.com/commands/1`]);
});

test("a command is stored, and then acknowledged without a word", async () => {
  const { command, got } = await setUp();

  expect(await command("/status", "T12 &amp; <@U2|bob>")).toEqual({ status: 200, text: "" });

  expect(got).toMatchObject([
    {
      kind: "command",
      name: "status",
      args: "T12 & <@U2>",
      from: { id: "U1", name: "u1" },
      channel: "C1",
      workspace: TEAM,
    },
  ]);
});

test.each(["a frozen store", "a store that refuses"])(
  "with %s a command hears busy, to its asker alone",
  async (name) => {
    const receive = name === "a frozen store" ? never : async () => Promise.reject(new Error("away"));
    const { command } = await setUp({ receive, limits: SOON });

    const { status, text } = await command("/status");

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      response_type: "ephemeral",
      text: expect.stringContaining("busy") as string,
    });
  },
);

test("with a frozen store a press is acknowledged, and its presser told", async () => {
  const { interact, sent } = await setUp({ receive: never, limits: SOON });

  expect((await interact(press())).status).toBe(200);

  await expect
    .poll(() => sent("chat.postEphemeral")[0]?.body)
    .toMatchObject({
      channel: "C1",
      user: "U1",
      thread_ts: "1700000000.000100",
    });
});

test("a press is a choice in the thread of its message; in a home, in direct messages", async () => {
  const { interact, got } = await setUp();

  await interact(press());
  await interact(press({ channel: undefined, message: undefined, container: { type: "view" } }));

  expect(got).toMatchObject([
    { kind: "choice", prompt: "stop.T1.r1", value: "stop", channel: "C1", thread: "1700000000.000100" },
    { kind: "choice", channel: "@U1" },
  ]);
  expect(got[1]).not.toHaveProperty("thread");
});

test("a press on what is none of ours, such as a link, is acknowledged and nothing else", async () => {
  const { interact, got } = await setUp();

  const { status } = await interact(
    press({ actions: [{ type: "button", action_id: "x", block_id: "b", action_ts: "1.2" }] }),
  );

  expect([status, got]).toEqual([200, []]);
});

test("what opens a form opens it and hands in nothing until it is sent", async () => {
  const { command, interact, got, sent } = await setUp({ formFor: async () => FORM });

  await command("/escalate", "T12");
  const opened = JSON.parse(sent("views.open")[0]?.body["view"] ?? "{}") as { callback_id: string };
  expect(opened.callback_id).toBe("form");
  expect(got).toEqual([]);
  await interact(submission(JSON.stringify({ form: "escalate:T12", channel: "C1", thread: "1.000001" })));

  expect(got).toMatchObject([
    { kind: "form", form: "escalate:T12", values: { why: "it burns" }, channel: "C1", thread: "1.000001" },
  ]);
});

test.each([
  ["does not come in time", async () => new Promise<Form>(() => undefined)],
  ["cannot be made", async () => Promise.reject(new Error("away"))],
  ["is none", async () => undefined],
])("a form that %s leaves the command itself", async (_name, formFor) => {
  const { command, got, sent } = await setUp({ formFor, limits: FORM_SOON });

  await command("/escalate", "T12");

  expect(got).toMatchObject([{ kind: "command", name: "escalate" }]);
  expect(sent("views.open")).toEqual([]);
});

test("a form that Slack does not open leaves the command itself", async () => {
  const { command, got, peer } = await setUp({ formFor: async () => FORM });
  peer.answer("views.open", () => ({ ok: false, error: "expired_trigger_id" }));

  await command("/escalate", "T12");

  expect(got).toMatchObject([{ kind: "command", name: "escalate" }]);
});

test("a form that cannot be stored stays open with what was typed", async () => {
  const { interact } = await setUp({ receive: never, limits: SOON });

  const { text } = await interact(submission(JSON.stringify({ form: "f", channel: "C1" })));

  expect(JSON.parse(text)).toEqual({
    response_action: "errors",
    errors: { why: expect.stringContaining("busy") as string },
  });
});

test("a form of somebody else's modal is none of ours", async () => {
  const { interact, got } = await setUp();

  expect((await interact(submission("{}"))).status).toBe(200);
  expect(got).toEqual([]);
  expect(readFormMetadata("nonsense")).toBeUndefined();
});

test("the message shortcut makes a request of the message, in its thread, by whoever used it", async () => {
  const { interact, got } = await setUp();

  await interact({
    type: "message_action",
    callback_id: "make_task",
    channel: { id: "C1" },
    message: { type: "message", user: "U2", ts: "1700000000.000100", text: "the build fails" },
  });

  expect(got).toMatchObject([
    {
      kind: "message",
      isRequest: true,
      text: "the build fails",
      id: "request.1700000000.000100",
      thread: "1700000000.000100",
      from: { id: "U1" },
    },
  ]);
});

test("the shortcut that is offered everywhere asks as /ask does", async () => {
  const { interact, got } = await setUp();

  await interact({ type: "shortcut", callback_id: "new_task", action_ts: "1.2" });

  expect(got).toMatchObject([{ kind: "command", name: "ask", args: "", channel: "@U1" }]);
});

test("a prefix of the commands is not part of their names", async () => {
  const { command, got } = await setUp({ commandPrefix: "sy-" });

  await command("/sy-status");

  expect(got).toMatchObject([{ name: "status" }]);
});

test("a home that is opened is published by the core", async () => {
  const opened: unknown[] = [];
  const { peer } = await setUp({ homeOpened: async (person) => void opened.push(person), via: "socket" });
  await expect.poll(() => peer.sockets.size).toBe(1);

  peer.envelope("events_api", {
    type: "event_callback",
    team_id: TEAM,
    event: { type: "app_home_opened", user: "U1", tab: "home", channel: "D1" },
  });

  await expect.poll(() => opened).toEqual([{ platform: "slack", workspace: TEAM, userId: "U1" }]);
});
