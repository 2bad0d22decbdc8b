import { limited } from "../../adapters/slack/scripted-slack.ts";
import { pause } from "./signed-post.ts";
import { mostWithin, percentile, postOf, startSendingRig, threadOf } from "./sending-rig.ts";
import type { SendingRig } from "./sending-rig.ts";
import type { FaultCase } from "../fault-case.ts";

/** Timers and the scheduler of a busy machine, which say nothing about the outbox. */
const NOISE_MS = 50;

async function latencies(rig: SendingRig, name: string, count: number): Promise<number[]> {
  const started = new Map<string, number>();
  for (let n = 0; n < count; n += 1) {
    const id = `${name}-${n}`;
    started.set(id, Date.now());
    await rig.enqueue(postOf(id, threadOf(`C${n % 8}`, n)));
    await pause(12);
  }
  await pause(150);
  return rig.slack.posts.flatMap(({ delivery, atMs }) => {
    const from = started.get(delivery);
    return from === undefined ? [] : [atMs - from];
  });
}

/** A channel that Slack holds back must hold back nobody else, and what is urgent in it goes first afterwards. */
export const case21: FaultCase = {
  number: 21,
  title:
    "nothing is sent before Retry-After, other channels do not notice, alerts go first, threads keep order",
  async run(scale) {
    const pace = { perChannelMs: 20, burst: 3 };
    const rig = await startSendingRig({ pace });
    const count = scale === "short" ? 40 : 400;
    const seconds = scale === "short" ? 1 : 30;
    const quiet = await latencies(rig, "quiet", count);

    let untilMs = 0;
    let early = 0;
    let storms = scale === "short" ? 2 : 3;
    rig.slack.script("chat.postMessage", ({ channel }) => {
      if (channel !== "CHOT") return undefined;
      // What was on its way when the first was told to wait is not early.
      if (Date.now() < untilMs) early += Date.now() > untilMs - seconds * 1_000 + 400 ? 1 : 0;
      if (Date.now() < untilMs || storms <= 0) return Date.now() < untilMs ? limited(seconds) : undefined;
      storms -= 1;
      untilMs = Date.now() + seconds * 1_000;
      return limited(seconds);
    });
    const chatter = Array.from({ length: 40 }, (_, n) => postOf(`hot-${n}`, threadOf("CHOT", n % 5)));
    await rig.enqueue(...chatter);
    await pause(50);
    const alertMs = Date.now();
    await rig.enqueue(
      postOf("alert-0", threadOf("CHOT", 77), true),
      postOf("alert-1", threadOf("CHOT", 77), true),
    );
    const stormy = await latencies(rig, "stormy", count);
    const drained = await rig.drained(seconds * 4_000 + 10_000);
    const hot = rig.slack.posts.filter(({ channel }) => channel === "CHOT");
    await rig.stop();

    const order = hot.map(({ delivery }) => delivery);
    const kept = [0, 1, 2, 3, 4].every((thread) => {
      const inThread = order.filter((id) => id.startsWith("hot-") && Number(id.slice(4)) % 5 === thread);
      return inThread.join() === inThread.toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4))).join();
    });
    // Chatter that went out between the alerts and their going out; a burst of it may have been on its way.
    const alertSentMs = Math.max(
      ...hot.flatMap(({ delivery, atMs }) => (delivery.startsWith("alert") ? [atMs] : [])),
    );
    const overtook = hot.filter(
      ({ delivery, atMs }) => delivery.startsWith("hot") && atMs > alertMs && atMs < alertSentMs,
    ).length;
    const before = percentile(quiet, 0.95);
    const during = percentile(stormy, 0.95);
    const lost = 42 - new Set(order).size;
    // In short, on whatever machine: they did not wait with the channel that was held.
    const most = scale === "short" ? seconds * 1_000 : Math.max(before * 1.2, before + NOISE_MS);
    const isSteady = during <= Math.max(before, most);
    return {
      held:
        drained &&
        early === 0 &&
        lost === 0 &&
        order.length === 42 &&
        kept &&
        overtook <= pace.burst &&
        isSteady,
      facts: {
        early,
        lost,
        doubled: order.length - new Set(order).size,
        "chatter before alerts": overtook,
        "other channels p95 quiet ms": before,
        "in the storm ms": during,
        "most in 200 ms": mostWithin(
          hot.map(({ atMs }) => atMs),
          200,
        ),
      },
    };
  },
};
