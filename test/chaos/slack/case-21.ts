import { limited } from "../../adapters/slack/scripted-slack.ts";
import { pause } from "./signed-post.ts";
import { until } from "./slack-rig.ts";
import { mostWithin, percentile, postOf, startSendingRig, threadOf } from "./sending-rig.ts";
import type { SendingRig } from "./sending-rig.ts";
import type { FaultCase } from "../fault-case.ts";

/** Timers and the scheduler of a busy machine, which say nothing about the outbox. */
const NOISE_MS = 50;
const BOTS = 2;

async function latencies(rig: SendingRig, name: string, count: number): Promise<number[]> {
  const started = new Map<string, number>();
  for (let n = 0; n < count; n += 1) {
    const id = `${name}-${n}`;
    started.set(id, Date.now());
    await rig.enqueue(postOf(id, threadOf(`C${n % 8}`, n)));
    await pause(12);
  }
  const isOut = () => rig.slack.posts.filter(({ delivery }) => started.has(delivery)).length === count;
  await until(isOut);
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
    const rig = await startSendingRig({ pace, bots: BOTS, attempts: 100 });
    const count = scale === "short" ? 40 : 400;
    const seconds = scale === "short" ? 1 : 30;
    const quiet = await latencies(rig, "quiet", count);

    let untilMs = 0;
    let early = 0;
    let begun = 0;
    let onTheWay = 0;
    let storms = scale === "short" ? 2 : 3;
    // In short the channel is held until everything for the others is out, however long that takes.
    let isHeld = scale === "short";
    rig.slack.script("chat.postMessage", ({ channel }) => {
      if (channel !== "CHOT") return undefined;
      // What was on its way when the first was told to wait is not early.
      if (Date.now() < untilMs) {
        onTheWay += 1;
        early += Date.now() > untilMs - seconds * 1_000 + 400 ? 1 : 0;
        return limited(seconds);
      }
      if (storms <= 0 && !isHeld) return undefined;
      storms -= 1;
      begun += 1;
      untilMs = Date.now() + seconds * 1_000;
      return limited(seconds);
    });
    const chatter = Array.from({ length: 40 }, (_, n) => postOf(`hot-${n}`, threadOf("CHOT", n % 5)));
    await rig.enqueue(...chatter);
    await until(() => untilMs > 0);
    await pause(50);
    const alertMs = Date.now();
    await rig.enqueue(
      postOf("alert-0", threadOf("CHOT", 77), true),
      postOf("alert-1", threadOf("CHOT", 77), true),
    );
    const stormy = await latencies(rig, "stormy", count);
    isHeld = false;
    const drained = await rig.drained(seconds * 4_000 + 60_000);
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
    // In short, on whatever machine: they went out although the channel was held all the time.
    const most = Math.max(before * 1.2, before + NOISE_MS);
    const isSteady = scale === "short" ? stormy.length === count : during <= most;
    // How long a request may be on its way, nobody knows; how many may be is known.
    const isPatient = scale === "short" ? onTheWay <= begun * BOTS * pace.burst : early === 0;
    return {
      held:
        drained &&
        isPatient &&
        lost === 0 &&
        order.length === 42 &&
        kept &&
        overtook <= pace.burst &&
        isSteady,
      facts: {
        early,
        "on the way": onTheWay,
        storms: begun,
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
