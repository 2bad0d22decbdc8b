import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDiscordServer } from "@openclaw/crabline";
import { createDiscordChat } from "../../../adapters/discord/create-discord-chat.ts";
import { systemClock } from "../../../src/clock.ts";
import type { Conversation, Incoming, OutgoingMessage } from "../../../src/chat/messages.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { createMapMemory } from "../../adapters/discord/discord-rig.ts";
import { until } from "./waiting.ts";
import type { FaultCase } from "../fault-case.ts";

/** Texts that have gone wrong elsewhere; each ends in a word of its own. */
function texts(repeat: number): string[] {
  const emoji = "👩🏽‍💻";
  return Array.from({ length: repeat }, (_, at) => [
    `${"x".repeat(2_000 - 1 - at)}${emoji}${emoji} end`,
    `${"long words here ".repeat(150 + at)}end`,
    `Look:\n\`\`\`ts\n${"const answer = 42; // ✓\n".repeat(120 + at)}\`\`\`\nend`,
    `| Name | Value |\n|---|---|\n${`| some name | ${"v".repeat(30)} |\n`.repeat(60 + at)}\nend`,
    `${"🇩🇪".repeat(900 + at)} end`,
  ]).flat();
}

interface Posted {
  readonly id: string;
  readonly content: string;
  readonly attachments?: readonly unknown[];
}

const fences = (text: string): number => (text.match(/^```/gmu) ?? []).length;
const squeeze = (text: string): string => text.replace(/\s+|```(?:ts)?/gu, "");

export const case33: FaultCase = {
  number: 33,
  title:
    "long texts arrive whole at a server that is not ours: no part above 2,000, no character cut, blocks closed",
  async run(scale) {
    const dir = await mkdtemp(join(tmpdir(), "crabline-"));
    const peer = await startDiscordServer({
      recorderPath: join(dir, "discord.jsonl"),
      heartbeatIntervalMs: 1_000,
    });
    const { botToken, endpoints, fixture, adminToken } = peer.manifest;
    const chat = createDiscordChat({
      token: botToken,
      apiUrl: endpoints.apiRoot,
      memory: createMapMemory(),
      clock: systemClock,
      log: silentLogger,
      alarm: () => undefined,
      reactions: {},
      maxAgeMs: 3_600_000,
    });
    const got: Incoming[] = [];
    await chat.start({
      async receive(incoming) {
        got.push(incoming);
        return "accepted";
      },
    });
    const to: Conversation = { platform: "discord", workspace: fixture.guildId, channel: fixture.channelId };
    const list = async (channel: string): Promise<Posted[]> => {
      const response = await fetch(`${endpoints.apiRoot}/v10/channels/${channel}/messages?limit=100`, {
        headers: { authorization: `Bot ${botToken}` },
      });
      return ((await response.json()) as Posted[]).reverse();
    };
    let broken = 0;
    const all = texts(scale === "full" ? 10 : 1);
    for (const [at, text] of all.entries()) {
      const before = new Set((await list(to.channel)).map(({ id }) => id));
      await chat.post(to, { text } satisfies OutgoingMessage, { deliveryId: `long-${at}` });
      const parts = (await list(to.channel)).filter(({ id }) => !before.has(id));
      const isWhole =
        parts.every(
          ({ content }) =>
            content.length <= 2_000 && fences(content) % 2 === 0 && !/\p{Surrogate}/u.test(content),
        ) &&
        (text.includes("|") || squeeze(parts.map(({ content }) => content).join("")) === squeeze(text));
      if (!isWhole) broken += 1;
    }
    await fetch(endpoints.adminInboundUrl, {
      method: "POST",
      headers: { "content-type": "application/json", "x-crabline-admin-token": adminToken },
      body: JSON.stringify({
        channelId: fixture.channelId,
        senderId: "140000000000000001",
        senderName: "eva",
        content: `<@${peer.manifest.botUserId}> hello`,
      }),
    });
    const isHeard = await until(() => got.length > 0);
    const heard = got[0]?.kind === "message" ? got[0].text : "";
    const thread = { ...to, thread: got[0]?.id ?? "" };
    const answer = await chat.post(thread, { text: "in the thread" }, { deliveryId: "answer" });
    await chat.setStatus({ ...thread, id: thread.thread }, { state: "running" });
    await chat.setStatus({ ...thread, id: thread.thread }, { state: "done" });
    await chat.update(answer, { text: "in the thread, changed" });
    const there = (await list(thread.thread)).map(({ content }) => content);
    await chat.stop();
    await peer.close();
    await rm(dir, { recursive: true, force: true });
    const isChanged = there.includes("in the thread, changed");
    return {
      held: broken === 0 && isHeard && heard === "hello" && isChanged,
      facts: { texts: all.length, broken, heard, "answered in the thread": String(isChanged) },
    };
  },
};
