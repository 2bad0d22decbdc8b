import { systemClock } from "../../../src/clock.ts";
import { createMemoryStore } from "../../fakes/memory-store.ts";
import { pause, signedPost } from "./signed-post.ts";
import { eventBody, mention, startSlackPeer } from "./slack-peer.ts";
import { startRig, until } from "./slack-rig.ts";
import type { FaultCase } from "../fault-case.ts";

/** The same event four times, and at once ten times to two processes. */
export const case17: FaultCase = {
  number: 17,
  title:
    "an event that comes several times, one after the other and at once to two processes, is answered once",
  async run(scale) {
    const peer = await startSlackPeer();
    const store = createMemoryStore({ now: systemClock.now });
    const rigs = await Promise.all([
      startRig({ peer, via: "http", store }),
      startRig({ peer, via: "http", store }),
    ]);
    const rounds = scale === "full" ? 200 : 5;
    const statuses: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const again = eventBody(mention(2 * round, "four times"), `EvA${round}`);
      for (let time = 0; time < 4; time += 1) statuses.push(await signedPost(rigs[0]?.url ?? "", again));
      const burst = eventBody(mention(2 * round + 1, "at once"), `EvB${round}`);
      const all = Array.from({ length: 10 }, async (_, index) =>
        signedPost(rigs[index % 2]?.url ?? "", burst),
      );
      statuses.push(...(await Promise.all(all)));
    }
    const posts = () => peer.calls.filter(({ method }) => method === "chat.postMessage").length;
    await until(() => posts() >= 2 * rounds);
    await pause(200);
    const refused = statuses.filter((status) => status !== 200).length;
    for (const rig of rigs) await rig.stop();
    await peer.close();
    return {
      held: posts() === 2 * rounds && refused === 0,
      facts: { messages: 2 * rounds, replies: posts(), refused },
    };
  },
};
