import type { FaultCase, Scale } from "../fault-case.ts";
import { pause, signedPost } from "../slack/signed-post.ts";
import { eventBody, mention, tsOfNumber } from "../slack/slack-peer.ts";
import type { PeerCall } from "../slack/slack-peer.ts";
import { startWhole } from "./whole-rig.ts";
import type { WholeOptions, WholeRig } from "./whole-rig.ts";

interface Load extends Pick<WholeOptions, "workers" | "concurrency" | "workMs"> {
  readonly perSecond: number;
  readonly seconds: number;
  /** Slack takes one message a second in each; an answer is three. */
  readonly channels: number;
  readonly drainMs: number;
}

const LOADS: Readonly<Record<Scale, Load>> = {
  short: {
    perSecond: 20,
    seconds: 2,
    channels: 20,
    workMs: 1_000,
    workers: 1,
    concurrency: 100,
    drainMs: 60_000,
  },
  full: {
    perSecond: 100,
    seconds: 60,
    channels: 600,
    workMs: 30_000,
    workers: 4,
    concurrency: 256,
    drainMs: 1_500_000,
  },
};

/** Each goes to one agent without a question back. The number of the case makes the encoder read every one of them. */
const REQUESTS = [
  "should the tokenizer live in its own crate or stay inside bitnet-inference? cli and training both need it now",
  "how does the ternary packing work? explain like I'm a web developer",
  "anybody read the bitnet a4.8 paper? would 4 bit activations work with our kernels",
  "what's the command for a release build with cuda and without python bindings",
  "do I need two reviewers for a docs change",
  "what was our churn in the last quarter and which customers left",
  "which hook runs after an agent hands over to another one?",
  "is the unsafe impl Send on PoolHandle sound? it holds a raw pointer",
  "are we still on track for the beta at the end of the quarter?",
];

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;
}

/** Posts that people see, by the thread they stand in and the delivery they are. */
function postsOf(calls: readonly PeerCall[]) {
  return calls.flatMap(({ method, body: { thread_ts: thread = "", metadata = "" }, atMs }) => {
    if (method !== "chat.postMessage" || metadata === "") return [];
    const { event_payload: payload } = JSON.parse(metadata) as { event_payload: { delivery: string } };
    return [{ thread, delivery: payload.delivery, atMs }];
  });
}

/** How often each of the messages has a post of this kind: [none, more than one]. */
function counts(posts: ReturnType<typeof postsOf>, kind: RegExp, messages: number): [number, number] {
  const found = new Map<string, number>();
  for (const { thread, delivery } of posts) {
    if (kind.test(delivery)) found.set(thread, (found.get(thread) ?? 0) + 1);
  }
  const each = Array.from({ length: messages }, (_, number) => found.get(tsOfNumber(number)) ?? 0);
  return [each.filter((count) => count === 0).length, each.filter((count) => count > 1).length];
}

const ACKNOWLEDGED = /\.ack\.r\d+$/u;
const ANSWERED = /\.final\.r\d+$/u;

/** Posts by the clock, so that a late one does not slow down those that follow; resolves with how long each took. */
async function speak(url: string, { perSecond, seconds, channels }: Load): Promise<number[]> {
  const times: number[] = [];
  const sent: Promise<void>[] = [];
  const beganAt = performance.now();
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const text = `${REQUESTS[number % REQUESTS.length] ?? ""} (case ${number})`;
    const place = { user: `U${number % 50}`, channel: `C${number % channels}` };
    const startedAt = performance.now();
    sent.push(
      signedPost(url, eventBody(mention(number, text, place))).then((status) => {
        if (status === 200) times.push(performance.now() - startedAt);
      }),
    );
    await pause(Math.max(0, beganAt + ((number + 1) * 1_000) / perSecond - performance.now()));
  }
  await Promise.all(sent);
  return times.toSorted((a, b) => a - b);
}

/** Numbers of messages that are no part of the load. */
const WARM_UP = 900_000;

async function warmUp({ url }: WholeRig, number: number): Promise<void> {
  const text = `@ask how does the ternary packing work? (start ${number})`;
  await signedPost(url, eventBody(mention(WARM_UP + number, text, { channel: `CWARM${number}` })));
}

/** A hundred events a second for the program as it is installed, while each agent takes half a minute. */
export const case35: FaultCase = {
  number: 35,
  title:
    "100 events a second for a minute, agents that take 30 s, processes and Redis as installed: acknowledged with a p99 under 500 ms, none lost or doubled",
  async run(scale) {
    const load = LOADS[scale];
    const messages = load.perSecond * load.seconds;
    const report = () => "It is never freed.";
    const rig = await startWhole({ ...load, slack: "http", report }, warmUp);
    const before = rig.modelCalls();
    const beganAt = Date.now();
    const times = await speak(rig.url, load);
    const saidMs = Date.now() - beganAt;
    const deadline = Date.now() + load.drainMs;
    const isOver = () => counts(postsOf(rig.slack.calls), ANSWERED, messages)[0] === 0;
    while (!isOver() && Date.now() < deadline) await pause(1_000);
    // Whatever comes twice has time to come.
    await pause(scale === "full" ? 10_000 : 1_000);
    const posts = postsOf(rig.slack.calls);
    await rig.stop();
    const [silent, namedTwice] = counts(posts, ACKNOWLEDGED, messages);
    const [lost, answeredTwice] = counts(posts, ANSWERED, messages);
    const doubled = posts.length - new Set(posts.map(({ delivery }) => delivery)).size;
    const lastOf = (kind: RegExp) =>
      Math.max(0, ...posts.flatMap(({ delivery, atMs }) => (kind.test(delivery) ? [atMs - beganAt] : [])));
    const p99 = percentile(times, 0.99);
    return {
      // Half a second says something only on a machine that does nothing else.
      held:
        (scale === "short" || p99 < 500) &&
        times.length === messages &&
        silent + namedTwice + lost + answeredTwice + doubled === 0 &&
        rig.modelCalls() - before === messages,
      facts: {
        events: messages,
        "a second": Math.round(messages / (saidMs / 1_000)),
        accepted: times.length,
        p50Ms: Math.round(percentile(times, 0.5)),
        p99Ms: Math.round(p99),
        maxMs: Math.round(times.at(-1) ?? Number.POSITIVE_INFINITY),
        "not taken up": silent,
        "not answered": lost,
        doubled: namedTwice + answeredTwice + doubled,
        "agents ran": rig.modelCalls() - before,
        "all taken up after s": Math.round(lastOf(ACKNOWLEDGED) / 1_000),
        "all answered after s": Math.round(lastOf(ANSWERED) / 1_000),
      },
    };
  },
};
