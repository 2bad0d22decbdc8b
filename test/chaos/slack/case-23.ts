import { postOf, startSendingRig, threadOf } from "./sending-rig.ts";
import type { FaultCase } from "../fault-case.ts";

/** Slack takes a post and the answer is lost: on the way back, by an error page, or because it takes too long. */
export const case23: FaultCase = {
  number: 23,
  title: "a post whose answer was lost is looked up, and stands there once",
  async run(scale) {
    const count = scale === "short" ? 20 : 100;
    const rig = await startSendingRig({ pace: { perChannelMs: 1, burst: 50 }, backoffMs: 10 });
    const tries = new Map<string, number>();
    let lookups = 0;
    rig.slack.script("chat.postMessage", ({ metadata = "" }) => {
      const before = tries.get(metadata) ?? 0;
      tries.set(metadata, before + 1);
      if (before > 0) return undefined;
      // Two of three arrived although nobody heard of it.
      return tries.size % 3 === 0 ? "drop" : "drop-after";
    });
    rig.slack.script("conversations.replies", () => {
      lookups += 1;
      return lookups % 4 === 0 ? "drop" : undefined;
    });
    await rig.enqueue(...Array.from({ length: count }, (_, n) => postOf(`d-${n}`, threadOf(`C${n % 5}`, n))));
    const drained = await rig.drained(60_000);
    const ids = rig.slack.posts.map(({ delivery }) => delivery);
    const dead = (await rig.store.deadLetters.list(100)).length;
    await rig.stop();

    const lost = count - new Set(ids).size;
    return {
      held: drained && lost === 0 && ids.length === count && dead === 0 && lookups >= count,
      facts: { posts: count, lost, doubled: ids.length - new Set(ids).size, lookups, "given up": dead },
    };
  },
};
