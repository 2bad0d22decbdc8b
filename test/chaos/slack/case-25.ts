import { eventBody, mention, startSlackPeer } from "./slack-peer.ts";
import type { SlackPeer } from "./slack-peer.ts";
import { QUICK, startRig, until } from "./slack-rig.ts";
import type { SlackRig } from "./slack-rig.ts";
import type { FaultCase } from "../fault-case.ts";

const RECONNECT_MS = 6_000;

interface Round {
  readonly peer: SlackPeer;
  readonly rig: SlackRig;
}

/** How long it takes until there is a new socket; Infinity when none comes. */
async function breakAndMeasure({ peer }: Round, fault: () => void): Promise<number> {
  const before = peer.hellos();
  const startedAt = performance.now();
  fault();
  const isBack = await until(() => peer.hellos() > before && peer.sockets.size >= 1);
  return isBack ? performance.now() - startedAt : Number.POSITIVE_INFINITY;
}

/** What Slack does about an envelope that nobody acknowledges. Resolves with how often it was sent. */
async function sayUntilTaken(peer: SlackPeer, number: number): Promise<number> {
  const body = eventBody(mention(number, `after fault ${number}`));
  for (let sent = 1; ; sent += 1) {
    const id = peer.envelope("events_api", body);
    if ((await until(() => peer.acks.has(id), 5_000)) || sent === 10) return sent;
  }
}

const FAULTS: readonly ((peer: SlackPeer) => void)[] = [
  (peer) => peer.disconnect("refresh_requested"),
  (peer) => peer.cut(),
  (peer) => peer.disconnect("too_many_websockets"),
  (peer) => peer.freeze(),
];

/** The connection breaks in every way that it is known to break. */
export const case25: FaultCase = {
  number: 25,
  title: "Socket Mode comes back within 6 s from every kind of end, with one socket and one listener",
  async run(scale) {
    const peer = await startSlackPeer();
    const full = scale === "full";
    const rig = await startRig({ peer, via: "socket", ...(full ? { times: {} } : { times: QUICK }) });
    const rounds = full ? 20 : 2;
    let slowest = 0;
    let most = 0;
    let messages = 0;
    let sent = 0;
    const posts = () => peer.calls.filter(({ method }) => method === "chat.postMessage").length;
    const rssBefore = process.memoryUsage.rss();
    for (let round = 0; round < rounds; round += 1) {
      for (const fault of FAULTS) {
        await until(() => peer.sockets.size === 1);
        slowest = Math.max(slowest, await breakAndMeasure({ peer, rig }, () => fault(peer)));
        await until(() => peer.sockets.size === 1);
        most = Math.max(most, peer.sockets.size);
        messages += 1;
        sent += await sayUntilTaken(peer, messages);
        await until(() => posts() >= messages);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const grownMb = Math.round((process.memoryUsage.rss() - rssBefore) / 1_048_576);
    const received = rig.received();
    await rig.stop();
    await peer.close();
    return {
      // How long it took says something only on a machine that does nothing else; one listener hears each only once.
      held:
        (full ? slowest <= RECONNECT_MS : Number.isFinite(slowest)) &&
        most === 1 &&
        posts() === messages &&
        received >= messages &&
        received <= sent,
      facts: {
        faults: messages,
        slowestMs: Math.round(slowest),
        sockets: most,
        replies: posts(),
        received,
        grownMb,
      },
    };
  },
};
