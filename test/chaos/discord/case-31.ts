import { systemClock } from "../../../src/clock.ts";
import { startDiscordRig } from "../../adapters/discord/discord-rig.ts";
import { ID } from "../../adapters/discord/room.ts";
import { pause, until } from "./waiting.ts";
import type { FaultCase } from "../fault-case.ts";

const COMMAND = { id: "1", name: "status", type: 1, options: [] };

export const case31: FaultCase = {
  number: 31,
  title:
    "interactions are acknowledged within a second, late results are messages, malformed ones end nothing",
  async run(scale) {
    let ahead = 0;
    const isFull = scale === "full";
    let isAnswered = false;
    const rig = await startDiscordRig({
      clock: { ...systemClock, now: () => Date.now() + ahead },
      decide: async () => {
        // The core takes longer than the answers, however long those take.
        await (isFull ? pause(10_000) : until(() => isAnswered));
        return "accepted";
      },
    });
    const { room, answers } = rig.server;
    const count = isFull ? 100 : 20;
    const sent: { id: string; atMs: number }[] = [];
    for (let at = 0; at < count; at += 1) {
      const atMs = Date.now();
      sent.push({ id: room.interact(2, COMMAND).id, atMs });
      for (const broken of [{ id: String(at) }, null, { type: 2, id: "7", data: {} }])
        room.tell("INTERACTION_CREATE", broken);
    }
    const areAnswered = await until(() => sent.every(({ id }) => answers.has(id)), 30_000);
    isAnswered = true;
    const slowest = Math.max(
      ...sent.map(({ id, atMs }) => (answers.get(id)?.atMs ?? Number.POSITIVE_INFINITY) - atMs),
    );
    await until(() => rig.got.length >= count);
    ahead = 15 * 60_000;
    const [first] = sent;
    const to = { platform: "discord", workspace: ID.guild, channel: ID.channel, thread: first?.id ?? "" };
    await rig.chat.post(to, { text: "late result" }, { deliveryId: "late" });
    const late = room.messages.find(({ content }) => content === "late result");
    const isPublic = late?.channel_id === ID.channel && late.privateTo === undefined;
    const { id } = room.interact(2, COMMAND);
    const isAlive = await until(() => answers.has(id));
    await rig.close();
    return {
      held: areAnswered && (!isFull || slowest < 1_000) && isPublic && isAlive,
      facts: {
        interactions: count,
        "slowest ms": slowest,
        "late in the channel": String(isPublic),
        alive: String(isAlive),
      },
    };
  },
};
