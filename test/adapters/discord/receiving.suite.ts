import { afterEach, describe, expect, test, vi } from "vitest";
import { threadKey } from "../../../src/chat/message-key.ts";
import type { OpenedPlace } from "../../../src/chat/chat-port.ts";
import { Incoming } from "../../../src/chat/messages.ts";
import type { Conversation } from "../../../src/chat/messages.ts";
import { createMapMemory, startDiscordRig } from "./discord-rig.ts";
import type { DiscordRig, RigOptions } from "./discord-rig.ts";
import { startDiscordServer } from "./discord-server.ts";
import { ID } from "./room.ts";

const BOT = `<@${ID.bot}>`;
const WAIT = { timeout: 60_000, interval: 5 };
let rig: DiscordRig;

async function start(options: RigOptions = {}): Promise<void> {
  rig = await startDiscordRig(options);
}

async function got(count: number): Promise<Incoming[]> {
  await vi.waitFor(() => expect(rig.got.length).toBeGreaterThanOrEqual(count), WAIT);
  return rig.got.map((incoming) => Incoming.parse(incoming));
}

/** What comes after something that must not come. */
async function after(): Promise<Incoming[]> {
  const before = rig.got.length;
  rig.server.room.say(`${BOT} the end`, { channel: ID.quiet });
  return (await got(before + 1)).filter(
    ({ kind, ...rest }) => kind !== "message" || !("text" in rest && rest.text === "the end"),
  );
}

/** What comes in from Discord, against a Discord in miniature. */
export function receivingSuite(): void {
  describe("what comes in", () => {
    afterEach(async () => rig.close());

    describe("what is for the bot", () => {
      test("a mention is, without the mention itself and with the roles of whoever wrote it", async () => {
        await start();

        rig.server.room.say(`${BOT}, look at <@${ID.eva}> and ask ${BOT} again ${BOT}`);

        const [message] = await got(1);
        expect(message).toMatchObject({
          text: `look at <@${ID.eva}> and ask you again`,
          from: { id: ID.eva, name: "Eva", groups: [ID.role] },
          workspace: ID.guild,
        });
        expect(message).not.toHaveProperty("isDirect");
      });

      test("a mention of the bot's own role is, and chatter is not", async () => {
        await start();
        rig.server.room.say("just talking");
        rig.server.room.say("@everyone hello");
        rig.server.room.add({
          channel_id: ID.channel,
          author: { ...rig.server.room.member.user, bot: true } as never,
          content: `${BOT} loop`,
        });

        rig.server.room.say(`<@&${ID.botRole}> help`);

        expect(await got(1)).toMatchObject([{ text: `<@&${ID.botRole}> help` }]);
      });

      test("direct messages are, and say that they are", async () => {
        await start();
        const { id: channel } = rig.server.room.directChannel(ID.eva);

        rig.server.room.say("hello you", { channel });

        expect(await got(1)).toMatchObject([
          { text: "hello you", isDirect: true, workspace: "direct", channel },
        ]);
      });

      test("in a thread, what the core follows is", async () => {
        const followed: Conversation[] = [];
        await start({ core: { follows: async (thread) => followed.push(thread) === 1 } });
        const root = rig.server.room.say(`${BOT} start`);
        rig.server.room.openThread(ID.channel, root.id, "talk", ID.eva);
        await got(1);

        rig.server.room.say("and this?", { channel: root.id });
        rig.server.room.say("not this", { channel: root.id });

        const messages = await after();
        expect(messages.map((message) => "text" in message && message.text)).toEqual(["start", "and this?"]);
        expect(messages.map((message) => threadKey(message))).toEqual([
          threadKey({ ...messages[0]!, id: root.id }),
          threadKey({ ...messages[0]!, id: root.id }),
        ]);
        expect(followed).toMatchObject([{ channel: ID.channel, thread: root.id }, { thread: root.id }]);
      });

      test("a chain of answers is one thread, where nobody opened one", async () => {
        await start();
        const { id: channel } = rig.server.room.directChannel(ID.eva);
        const root = rig.server.room.say("question", { channel });
        const [first] = await got(1);
        const reply = await rig.chat.post(
          { ...first!, thread: root.id },
          { text: "answer" },
          { deliveryId: "d1" },
        );
        const posted = rig.server.room.messages.find(({ id }) => id === reply.id);

        rig.server.room.say("more", { channel, replyTo: reply.id });

        expect(posted?.message_reference?.message_id).toBe(root.id);
        expect((await got(2))[1]).toMatchObject({ thread: root.id, text: "more" });
      });

      test("a post in a forum is a thread with its first message as the root", async () => {
        await start();
        const thread = rig.server.room.openThread(ID.forum, rig.server.room.nextId(), "idea", ID.eva);

        rig.server.room.add({
          id: thread.id,
          channel_id: thread.id,
          author: rig.server.room.member.user,
          content: `${BOT} do it`,
        });
        const [message] = await got(1);
        await rig.chat.setStatus({ ...message!, id: thread.id }, { state: "queued" });
        const ref = await rig.chat.post(
          { ...message!, thread: thread.id },
          { text: "on it" },
          { deliveryId: "d2" },
        );

        expect(message).toMatchObject({ channel: ID.forum, thread: thread.id, id: thread.id });
        expect(rig.server.room.find(thread.id, ref.id)?.content).toBe("on it");
        expect(rig.server.room.find(thread.id, thread.id)?.own).toEqual(["⏳"]);
      });
    });

    describe("what changes", () => {
      test("edits, deletions and reactions that are verbs come in, in the thread of their message", async () => {
        await start();
        const { room } = rig.server;
        const message = room.say(`${BOT} first`);
        await got(1);

        room.edit(message, `${BOT} second`);
        room.react(message, "🛑");
        room.react(message, "🎉");
        room.react(message, "🙋", ID.bot);
        room.remove(message);

        const [, edit, reaction, deletion, ...rest] = await got(4);
        expect(edit).toMatchObject({ kind: "edit", target: message.id, text: "second", thread: message.id });
        expect(reaction).toMatchObject({
          kind: "reaction",
          verb: "stop",
          target: message.id,
          from: { groups: [ID.role] },
        });
        expect(deletion).toMatchObject({ kind: "deletion", target: message.id, from: { id: ID.eva } });
        expect(rest).toEqual([]);
      });

      test("a message that Discord changes by itself, as for a link's picture, is no edit", async () => {
        await start();
        const message = rig.server.room.say(`${BOT} see https://example.com`);
        await got(1);

        rig.server.room.tell("MESSAGE_UPDATE", { ...rig.server.room.toApi(message), embeds: [{}] });

        expect(await after()).toHaveLength(1);
      });
    });

    describe("what was missed", () => {
      test("is fetched on return, answered once, and not when it is too old", async () => {
        const memory = new Map<string, string>();
        const server = await startDiscordServer();
        const watch = [ID.channel];
        rig = await startDiscordRig({ server, memory: createMapMemory(memory), watch });
        server.room.say(`${BOT} before`);
        await got(1);
        await rig.chat.stop();
        const old = String(BigInt(server.room.nextId()) - (7_200_000n << 22n));
        memory.set(`seen:${ID.channel}`, String(BigInt(old) - 1n));
        server.room.messages.unshift({ ...server.room.messages[0]!, id: old, content: `${BOT} yesterday` });
        server.room.say(`${BOT} while away`);
        server.room.say("not for the bot");

        rig = await startDiscordRig({ server, memory: createMapMemory(memory), watch });
        await got(2);
        server.room.say(`${BOT} and now`);

        const texts = (await got(3)).map((message) => "text" in message && message.text);
        expect(texts).toEqual(["before", "while away", "and now"]);
        expect(rig.got[1]?.from.groups).toEqual([ID.role]);
      });

      test("keeps coming until the core takes it, in order", async () => {
        let refusals = 2;
        await start({
          decide: async () => {
            if (refusals > 0) {
              refusals -= 1;
              throw new Error("the store is away");
            }
            return "accepted";
          },
        });

        rig.server.room.say(`${BOT} one`);
        rig.server.room.say(`${BOT} two`);

        const texts = (await got(4)).map((message) => "text" in message && message.text);
        expect(texts).toEqual(["one", "one", "one", "two"]);
      });
    });

    describe("servers and channels", () => {
      test("workspaces follow the servers that the bot is in; an outage is no farewell", async () => {
        await start();
        const { room } = rig.server;
        const before = rig.chat.workspaces();

        room.tell("GUILD_CREATE", { id: "200000000000000009", channels: [], threads: [], roles: [] });
        room.tell("GUILD_DELETE", { id: ID.guild, unavailable: true });
        room.tell("GUILD_DELETE", { id: "200000000000000009" });
        room.tell("GUILD_CREATE", { id: "200000000000000008" });
        await vi.waitFor(() => expect(rig.chat.workspaces()).toContain("200000000000000008"), WAIT);

        expect(before).toEqual([ID.guild, "direct"]);
        expect(rig.chat.workspaces()).toEqual([ID.guild, "200000000000000008", "direct"]);
      });

      test("the core hears when what the bot may do has changed", async () => {
        const heard: OpenedPlace[] = [];
        await start({ core: { letIn: async (place) => void heard.push(place) } });
        const server = { platform: "discord", workspace: ID.guild };
        await vi.waitFor(() => expect(heard).toEqual([server]), WAIT);

        rig.server.room.tell("CHANNEL_UPDATE", { id: ID.quiet, type: 0, guild_id: ID.guild, name: "quiet" });

        const channels = [ID.quiet, "#quiet"].map((channel) => ({ ...server, channel }));
        await vi.waitFor(() => expect(heard).toEqual([server, ...channels]), WAIT);
      });

      test("a channel that is gone refuses posts for good", async () => {
        await start();
        rig.server.room.channels.delete(ID.quiet);
        rig.server.room.tell("CHANNEL_DELETE", { id: ID.quiet, type: 0, guild_id: ID.guild });
        const to = { platform: "discord", workspace: ID.guild, channel: ID.quiet };

        await vi.waitFor(async () => {
          const call = rig.chat.post(to, { text: "anybody?" }, { deliveryId: "gone" });
          await expect(call).rejects.toMatchObject({ code: "chat.not_in_channel", retryable: false });
        }, WAIT);
      });

      test("a channel can be named, and a person written to", async () => {
        await start();
        await vi.waitFor(() => expect(rig.server.gateway.heard.length).toBeGreaterThan(0), WAIT);

        const named = await rig.chat.post(
          { platform: "discord", workspace: ID.guild, channel: "#ops" },
          { text: "by name" },
          { deliveryId: "n1" },
        );
        const direct = await rig.chat.post(
          { platform: "discord", workspace: ID.guild, channel: `@${ID.eva}` },
          { text: "just you" },
          { deliveryId: "n2" },
        );

        expect(named.channel).toBe(ID.channel);
        expect(direct).toMatchObject({
          workspace: "direct",
          channel: rig.server.room.directChannel(ID.eva).id,
        });
      });

      test("a message has a link that opens it", async () => {
        await start();
        const to = { platform: "discord", workspace: ID.guild, channel: ID.channel };
        const ref = await rig.chat.post(to, { text: "look here" }, { deliveryId: "link" });
        const direct = { ...to, workspace: "direct", channel: `@${ID.eva}` };
        const alone = await rig.chat.post(direct, { text: "psst" }, { deliveryId: "link.direct" });

        const { id } = rig.server.room.directChannel(ID.eva);
        expect(await rig.chat.linkTo?.(ref)).toBe(
          `https://discord.com/channels/${ID.guild}/${ID.channel}/${ref.id}`,
        );
        expect(await rig.chat.linkTo?.(alone)).toBe(`https://discord.com/channels/@me/${id}/${alone.id}`);
      });

      test("where no thread can be opened, answers are replies", async () => {
        await start();
        const root = rig.server.room.say(`${BOT} help`);
        const [message] = await got(1);
        rig.server.fail({
          method: "POST",
          path: /threads$/u,
          status: 403,
          body: { code: 50_013, message: "Missing Permissions" },
        });

        const ref = await rig.chat.post(
          { ...message!, thread: root.id },
          { text: "here" },
          { deliveryId: "r1" },
        );
        await rig.chat.update(ref, { text: "changed" });

        const posted = rig.server.room.find(ID.channel, ref.id);
        expect(posted).toMatchObject({ content: "changed", message_reference: { message_id: root.id } });
      });
    });
  });
}
