import { createHmac } from "node:crypto";
import { WebClient } from "@slack/web-api";
import type { SlackBlock } from "../../adapters/slack/outgoing/slack-blocks.ts";
import { STATUS_REACTIONS } from "../../adapters/slack/outgoing/status-reactions.ts";
import type { MessageState } from "../../src/chat/messages.ts";
import { openSlack } from "../../src/entry/open-slack.ts";
import { BOT_TOKEN, openEmulatedSlack, SIGNING_SECRET } from "../adapters/slack/emulated-slack.ts";
import type { EmulatedSlack } from "../adapters/slack/emulated-slack.ts";
import { showBlocks } from "../adapters/slack/outgoing/show-blocks.ts";
import type { FlowPlatform, FlowPost } from "./flow-platform.ts";
import { freePort } from "../free-port.ts";

interface Stored {
  readonly ts: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly text?: string;
  readonly blocks?: readonly SlackBlock[];
  readonly reactions?: readonly { readonly name: string }[];
  readonly files?: readonly { readonly name?: string }[];
}

const STATES = new Map(
  Object.entries(STATUS_REACTIONS).map(([state, name]) => [name, state as MessageState]),
);

function buttonsOf(blocks: readonly SlackBlock[]) {
  return blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
}

function labelsOf(blocks: readonly SlackBlock[]): string[] {
  return buttonsOf(blocks).flatMap((each) =>
    each.type === "button" ? [each.text.text] : each.options.map(({ text }) => text.text),
  );
}

function shown({ text = "", blocks = [] }: Pick<Stored, "text" | "blocks">): string {
  const said = showBlocks(blocks.filter(({ type }) => type !== "actions"));
  return said === "" ? text : said;
}

function toPost(message: Stored, root: string, direct: boolean): FlowPost {
  return {
    id: message.ts,
    root,
    isBot: message.bot_id !== undefined || message.user === "UBOT",
    text: shown(message),
    offers: labelsOf(message.blocks ?? []),
    files: (message.files ?? []).map(({ name = "" }) => name),
    isPrivate: direct,
  };
}

/** What the emulator has of a channel, threads included. */
async function readChannel(client: WebClient, channel: string, direct: boolean): Promise<FlowPost[]> {
  const { messages = [] } = await client.conversations.history({ channel, limit: 200 });
  const threads = (messages as unknown as Stored[]).map(async ({ ts }) => {
    const { messages: replies = [] } = await client.conversations.replies({ channel, ts });
    return (replies as unknown as Stored[]).map((each) => toPost(each, ts, direct));
  });
  return (await Promise.all(threads)).flat();
}

function whispers({ front }: EmulatedSlack): FlowPost[] {
  return front.ephemerals.map((body, index) => {
    const blocks = JSON.parse(body["blocks"] ?? "[]") as SlackBlock[];
    return {
      id: `ephemeral.${index}`,
      root: body["thread_ts"] ?? "",
      isBot: true,
      text: shown({ text: body["text"] ?? "", blocks }),
      offers: labelsOf(blocks),
      files: [],
      isPrivate: true,
    };
  });
}

/** Sends to the bot what Slack would send, signed. */
function createSlackVoice(url: string, team: string) {
  let count = 0;
  async function send(body: string, type: string): Promise<void> {
    const seconds = Math.floor(Date.now() / 1_000);
    const hash = createHmac("sha256", SIGNING_SECRET).update(`v0:${seconds}:${body}`).digest("hex");
    const signature = { "x-slack-signature": `v0=${hash}`, "x-slack-request-timestamp": String(seconds) };
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": type, ...signature },
    });
    if (answer.status !== 200) throw new Error(`the bot answered ${answer.status} to ${body}`);
  }
  return {
    next: () => String((count += 1)).padStart(6, "0"),
    event: async (event: object) =>
      send(
        JSON.stringify({
          type: "event_callback",
          team_id: team,
          event_id: `Ev${(count += 1)}`,
          event_time: 1,
          authorizations: [{ team_id: team, user_id: "UBOT", is_bot: true }],
          event,
        }),
        "application/json",
      ),
    form: async (fields: Record<string, string>) =>
      send(new URLSearchParams({ team_id: team, ...fields }).toString(), "application/x-www-form-urlencoded"),
  };
}

/** Slack: the real adapter over HTTP against Vercel's emulator, which holds all messages, reactions, files and views. */
export async function openSlackFlow(): Promise<FlowPlatform> {
  const slack = await openEmulatedSlack("Ana");
  const { channel, team, person, asPerson, front } = slack;
  const asBot = new WebClient(BOT_TOKEN, { slackApiUrl: front.apiUrl, retryConfig: { retries: 0 } });
  const port = await freePort();
  const voice = createSlackVoice(`http://127.0.0.1:${port}/slack/events`, team);
  const user = { id: person.id, name: person.name, team_id: team };
  const lastView = (method: string) =>
    front.calls.findLast((call) => call.method === method)?.body["view"] ?? "{}";

  async function trigger(): Promise<string> {
    const answer = await asBot.apiCall("views.generateTriggerId", { user_id: person.id });
    return (answer as unknown as { readonly trigger_id: string }).trigger_id;
  }
  const interact = async (payload: object) =>
    voice.form({ payload: JSON.stringify({ team: { id: team }, user, ...payload }) });

  async function posts(): Promise<FlowPost[]> {
    const { channels = [] } = await asBot.conversations.list({ types: "im" });
    const direct = channels.map(async ({ id = "" }) => readChannel(asBot, id, true));
    const all = [...(await readChannel(asBot, channel, false)), ...(await Promise.all(direct)).flat()];
    return [...all.toSorted((a, b) => Number(a.id) - Number(b.id)), ...whispers(slack)];
  }

  async function find(id: string): Promise<Stored | undefined> {
    const { messages = [] } = await asBot.conversations.replies({ channel, ts: id });
    return (messages as unknown as Stored[]).find(({ ts }) => ts === id);
  }

  return {
    name: "Slack",
    env: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: front.apiUrl,
      SWITCHYARD_HTTP_PORT: String(port),
    },
    personId: person.id,
    channelId: channel,
    chats: openSlack,
    async say(text, { thread, file }) {
      const inThread = thread === undefined ? {} : { thread_ts: thread };
      const written = thread === undefined ? `<@UBOT> ${text}` : text;
      const { ts = "" } = await asPerson.chat.postMessage({ channel, text: written, ...inThread });
      const files =
        file === undefined
          ? {}
          : {
              subtype: "file_share",
              files: [{ id: "F1", name: file.name, mimetype: "text/plain", size: 9 }],
            };
      const event = { user: person.id, channel, text: written, ts, ...inThread, ...files };
      // Slack tells of a mention twice, and of a message with a file only once.
      if (thread === undefined && file === undefined) await voice.event({ type: "app_mention", ...event });
      await voice.event({ type: "message", channel_type: "channel", ...event });
      return ts;
    },
    async command(name, args) {
      await voice.form({
        command: `/${name}`,
        text: args,
        user_id: person.id,
        user_name: person.name,
        channel_id: channel,
        trigger_id: await trigger(),
      });
    },
    async press(post, button) {
      const message = await find(post.id);
      const element = buttonsOf(message?.blocks ?? []).find(
        (each) => each.type === "button" && each.text.text === button,
      );
      if (element === undefined) throw new Error(`no button ${button} below: ${post.text}`);
      await interact({
        type: "block_actions",
        channel: { id: channel },
        message: { ts: post.id, ...(post.root === post.id ? {} : { thread_ts: post.root }) },
        actions: [{ ...element, action_ts: `1800000000.${voice.next()}` }],
        trigger_id: await trigger(),
      });
    },
    async form() {
      const view = JSON.parse(lastView("views.open")) as {
        title?: { text: string };
        blocks?: { block_id: string }[];
      };
      const fields = (view.blocks ?? []).map(({ block_id: id }) => id);
      return view.title === undefined ? undefined : { title: view.title.text, fields };
    },
    async fill(values) {
      const view = JSON.parse(lastView("views.open")) as object;
      const typed = Object.entries(values).map(([id, value]) => [id, { value: { value } }]);
      await interact({
        type: "view_submission",
        view: { ...view, id: `V${voice.next()}`, state: { values: Object.fromEntries(typed) } },
      });
    },
    posts,
    async statusOf(id) {
      const names = ((await find(id))?.reactions ?? []).map(({ name }) => name);
      return names.flatMap((name) => STATES.get(name) ?? []).at(-1);
    },
    async home() {
      await voice.event({ type: "app_home_opened", user: person.id, channel: "D1", tab: "home" });
      const before = Date.now();
      while (lastView("views.publish") === "{}" && Date.now() - before < 60_000)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const { blocks = [] } = JSON.parse(lastView("views.publish")) as { blocks?: SlackBlock[] };
      return showBlocks(blocks);
    },
    close: async () => slack.close(),
  };
}
