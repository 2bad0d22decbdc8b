import { afterEach, describe, expect, test, vi } from "vitest";
import { Incoming } from "../../../src/chat/messages.ts";
import { startDiscordRig } from "./discord-rig.ts";
import type { DiscordRig, RigOptions } from "./discord-rig.ts";
import { ID } from "./room.ts";

const WAIT = { timeout: 60_000, interval: 5 };
const STATUS = { id: "1", name: "status", type: 1, options: [] };
let rig: DiscordRig;

async function start(options: RigOptions = {}): Promise<void> {
  rig = await startDiscordRig(options);
}

async function got(count: number): Promise<Incoming[]> {
  await vi.waitFor(() => expect(rig.got.length).toBeGreaterThanOrEqual(count), WAIT);
  return rig.got.map((incoming) => Incoming.parse(incoming));
}

async function answerTo(id: string) {
  await vi.waitFor(() => expect(rig.server.answers.has(id)).toBe(true), WAIT);
  return rig.server.answers.get(id)!;
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Commands, components and forms, against a Discord in miniature. */
export function interactionsSuite(): void {
  describe("interactions", () => {
    afterEach(async () => rig.close());

    describe("commands", () => {
      test("the answer takes the place of 'is thinking', for the asker alone", async () => {
        await start();
        const { id } = rig.server.room.interact(2, STATUS);
        const [command] = await got(1);

        await rig.chat.postPrivate?.(
          { ...command!, thread: id },
          ID.eva,
          { text: "all fine" },
          { deliveryId: "a1" },
        );
        await rig.chat.postPrivate?.(
          { ...command!, thread: id },
          ID.eva,
          { text: "and more" },
          { deliveryId: "a2" },
        );

        expect((await answerTo(id)).body).toMatchObject({ type: 5, data: { flags: 64 } });
        const seen = rig.server.room.messages.filter(({ privateTo }) => privateTo === ID.eva);
        expect(seen.map(({ content }) => content)).toEqual(["all fine", "and more"]);
      });

      test("is answered although the core takes longer, and still arrives", async () => {
        let take: (() => void) | undefined;
        const taken = new Promise<"accepted">((resolve) => (take = () => resolve("accepted")));
        await start({ decide: async () => taken });

        const { id } = rig.server.room.interact(2, STATUS);

        expect((await answerTo(id)).body.type).toBe(5);
        take?.();
        expect(await got(1)).toHaveLength(1);
      });

      test("what everybody may see becomes a message with a thread of its own, in which people can answer", async () => {
        await start({ core: { follows: async () => true } });
        const { room } = rig.server;
        const { id } = room.interact(2, {
          ...STATUS,
          name: "ask",
          options: [{ name: "text", type: 3, value: "debug why" }],
        });
        const [command] = await got(1);
        const to = { platform: "discord", workspace: ID.guild, channel: ID.channel, thread: id };

        const first = await rig.chat.post(to, { text: "taken on" }, { deliveryId: "t1" });
        const second = await rig.chat.post(to, { text: "done" }, { deliveryId: "t2" });
        room.say("thanks for that", { channel: first.id });

        expect(command).toMatchObject({ kind: "command", name: "ask", args: "debug why", id });
        expect(first.thread).toBe(id);
        expect(room.find(ID.channel, first.id)?.content).toBe("taken on");
        expect(room.find(first.id, second.id)?.content).toBe("done");
        expect((await got(2))[1]).toMatchObject({ text: "thanks for that", thread: id });
        const pointer = room.messages.find(({ privateTo }) => privateTo === ID.eva)?.content;
        expect(pointer).toContain(`https://discord.com/channels/${ID.guild}/${ID.channel}/${first.id}`);
      });

      test("a command in a channel that the bot may not post in tells what it lacks there", async () => {
        await start();
        const view = 1n << 10n;
        const to = { platform: "discord", workspace: ID.guild, channel: ID.channel };
        rig.server.room.interact(2, STATUS, { app_permissions: String(view) });
        await got(1);
        const shut = await rig.chat.obstacleAt?.(to);
        rig.server.room.interact(2, STATUS, { app_permissions: String(view | (1n << 11n)) });
        await got(2);

        expect(shut).toContain("give me **Send Messages** in its settings");
        expect(await rig.chat.obstacleAt?.(to)).toBeUndefined();
        expect(await rig.chat.obstacleAt?.({ ...to, channel: ID.quiet })).toBeUndefined();
      });

      test("after fifteen minutes the answer is a message", async () => {
        let now = Date.now();
        const clock = {
          now: () => now,
          sleep: async (ms: number, signal?: AbortSignal) => sleep(ms, signal),
        };
        await start({ clock });
        const { id } = rig.server.room.interact(2, STATUS);
        const [command] = await got(1);
        await answerTo(id);
        now += 15 * 60_000;

        await rig.chat.postPrivate?.(
          { ...command!, thread: id },
          ID.eva,
          { text: "late" },
          { deliveryId: "l1" },
        );
        await rig.chat.post({ ...command!, thread: id }, { text: "late for all" }, { deliveryId: "l2" });

        const { id: direct } = rig.server.room.directChannel(ID.eva);
        const places = Object.fromEntries(
          rig.server.room.messages.map(({ content, channel_id: channel }) => [content, channel]),
        );
        expect(places).toMatchObject({ late: direct, "late for all": ID.channel });
      });

      test("says so when the core cannot take it at all", async () => {
        let now = Date.now();
        const clock = {
          now: () => (now += 20_000),
          sleep: async (ms: number, signal?: AbortSignal) => sleep(ms > 10_000 ? ms : 20, signal),
        };
        await start({ clock, decide: async () => Promise.reject(new Error("the store is away")) });

        rig.server.room.interact(2, STATUS);

        await vi.waitFor(
          () => expect(rig.server.room.messages.at(-1)?.content).toContain("could not take that on"),
          WAIT,
        );
      });
    });

    describe("forms and menus", () => {
      const form = {
        id: "escalate:T12",
        title: "Escalate",
        submitLabel: "Send",
        fields: [{ id: "why", label: "Why?", kind: "line" as const, required: true }],
      };

      test("a form comes first, and its values come in with its id", async () => {
        await start({ core: { formFor: async () => form } });
        const opened = rig.server.room.interact(2, STATUS);
        const { body } = await answerTo(opened.id);

        const sent = rig.server.room.interact(5, {
          custom_id: body.data?.["custom_id"],
          components: [{ type: 18, component: { custom_id: "why", value: "it is stuck" } }],
        });

        expect(body).toMatchObject({ type: 9, data: { title: "Escalate" } });
        expect(await got(1)).toMatchObject([
          { kind: "form", form: "escalate:T12", values: { why: "it is stuck" } },
        ]);
        expect((await answerTo(sent.id)).body).toMatchObject({ type: 4, data: { flags: 64 } });
      });

      test("a form that takes too long to make is no form", async () => {
        await start({
          core: { formFor: async () => new Promise((resolve) => setTimeout(() => resolve(form), 2_000)) },
        });

        const { id } = rig.server.room.interact(2, STATUS);

        expect((await answerTo(id)).body.type).toBe(5);
        expect(await got(1)).toMatchObject([{ kind: "command" }]);
      });

      test("the menu of a message makes a task of it, once", async () => {
        await start();
        const { room } = rig.server;
        const message = room.say("the build is red");

        const { id } = room.interact(2, {
          id: "2",
          name: "Make this a task",
          type: 3,
          target_id: message.id,
          resolved: { messages: { [message.id]: room.toApi(message) } },
        });

        const [request] = await got(1);
        expect(request).toMatchObject({
          kind: "message",
          isRequest: true,
          text: "the build is red",
          id: `${message.id}.task`,
          thread: message.id,
          from: { id: ID.eva },
        });
        expect((await answerTo(id)).body.type).toBe(5);
        await rig.chat.setStatus({ ...request! }, { state: "done" });
        expect(room.find(ID.channel, message.id)?.own).toEqual(["✅"]);
      });

      test("suggestions come from the core, and none when it takes too long", async () => {
        await start({
          core: {
            suggest: async ({ command, argument, typed }) => [
              { value: "qa", label: `${command} ${argument} ${typed}` },
            ],
          },
        });

        const { id } = rig.server.room.interact(4, {
          ...STATUS,
          options: [{ name: "agent", type: 3, value: "q", focused: true }],
        });

        expect((await answerTo(id)).body).toEqual({
          type: 8,
          data: { choices: [{ name: "status agent q", value: "qa" }] },
        });
      });

      test("a long choice comes back whole, and one that is forgotten says so", async () => {
        await start();
        const { room } = rig.server;
        const value = "v".repeat(300);
        const to = { platform: "discord", workspace: ID.guild, channel: ID.channel };
        const ref = await rig.chat.post(
          to,
          { text: "?", choices: { prompt: "p", options: [{ value, label: "Yes" }] } },
          { deliveryId: "c1" },
        );
        const message = room.find(ID.channel, ref.id)!;
        const customId = message.components[0]?.components[0]?.["custom_id"];

        room.interact(3, { component_type: 2, custom_id: customId }, { message });
        const unknown = room.interact(3, { component_type: 2, custom_id: "B:forgotten" }, { message });

        expect(await got(1)).toMatchObject([{ kind: "choice", prompt: "p", value, thread: ref.id }]);
        expect((await answerTo(unknown.id)).body).toMatchObject({ type: 4, data: { flags: 64 } });
      });

      test("interactions that make no sense end nothing", async () => {
        await start();
        const { room } = rig.server;
        for (const broken of [
          {},
          { id: "1" },
          null,
          { ...room.interact(2, STATUS), data: null },
          { id: "5", type: 99 },
        ]) {
          room.tell("INTERACTION_CREATE", broken);
        }
        room.tell("MESSAGE_CREATE", { id: 5 });
        room.tell("GUILD_CREATE", "what");

        const { id } = room.interact(2, STATUS);

        expect((await answerTo(id)).body.type).toBe(5);
        expect(await got(2)).toHaveLength(2);
      });
    });
  });
}
