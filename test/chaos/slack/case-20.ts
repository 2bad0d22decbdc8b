import { pause, signedPost } from "./signed-post.ts";
import { eventBody, mention, startSlackPeer } from "./slack-peer.ts";
import { startRig } from "./slack-rig.ts";
import type { FaultCase } from "../fault-case.ts";

const PER_SECOND = 100;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;
}

/** A hundred events a second, while whoever answers takes half a minute. */
export const case20: FaultCase = {
  number: 20,
  title:
    "100 events a second are acknowledged with a p99 under 500 ms and a maximum under 3 s, none lost or doubled",
  async run(scale) {
    const peer = await startSlackPeer();
    // Agents work on: nothing of a message is over while its event is acknowledged.
    const rig = await startRig({ peer, via: "http", reply: () => undefined });
    const seconds = scale === "full" ? 60 : 2;
    const times: number[] = [];
    const sent: Promise<void>[] = [];
    const beganAt = performance.now();
    for (let index = 0; index < seconds * PER_SECOND; index += 1) {
      const person = `U${String(index % 50)}`;
      const body = eventBody(
        mention(index, `request ${index}`, { user: person, channel: `C${String(index % 10)}` }),
      );
      const startedAt = performance.now();
      const one = signedPost(rig.url, body).then((status) => {
        if (status === 200) times.push(performance.now() - startedAt);
      });
      sent.push(one);
      // By the clock, so that a late one does not slow down those that follow.
      await pause(Math.max(0, beganAt + ((index + 1) * 1_000) / PER_SECOND - performance.now()));
    }
    await Promise.all(sent);
    const sorted = times.sort((a, b) => a - b);
    const p99 = percentile(sorted, 0.99);
    const max = sorted.at(-1) ?? Number.POSITIVE_INFINITY;
    const { length } = rig.jobs;
    await rig.stop();
    await peer.close();
    return {
      // Times say something only on a machine that does nothing else.
      held:
        (scale === "short" || (p99 < 500 && max < 3_000)) &&
        length === sent.length &&
        times.length === sent.length,
      facts: { events: sent.length, accepted: length, p99Ms: Math.round(p99), maxMs: Math.round(max) },
    };
  },
};
