import { pause } from "./signed-post.ts";
import { eventBody, mention, signed, startSlackPeer } from "./slack-peer.ts";
import { startRig } from "./slack-rig.ts";
import type { FaultCase } from "../fault-case.ts";

interface Attack {
  readonly name: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expected: number;
}

const JSON_TYPE = { "content-type": "application/json" };

function attacks(number: number): Attack[] {
  const body = JSON.stringify(eventBody(mention(number, "let me in")));
  const now = Math.floor(Date.now() / 1_000);
  const good = signed(body);
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  const huge = JSON.stringify({ ...eventBody(mention(number, "x")), pad: "y".repeat(10 * 1_048_576) });
  const make = (
    name: string,
    expected: number,
    headers: Readonly<Record<string, string>>,
    text = body,
  ): Attack => ({
    name,
    body: text,
    headers: { ...JSON_TYPE, ...headers },
    expected,
  });
  return [
    make("no signature", 401, {}),
    make("no time", 401, { "x-slack-signature": good["x-slack-signature"] }),
    make("wrong secret", 401, signed(body, now, "other")),
    make("changed body", 401, good, body.replace("let me in", "let me out")),
    make("stale by 301 s", 401, signed(body, now - 301)),
    // Far beyond 300 s, for the requests before it take their time.
    make("from the future", 401, signed(body, now + 3_600)),
    make("time that is no number", 401, { ...good, "x-slack-request-timestamp": "soon" }),
    make("another version", 401, {
      ...good,
      "x-slack-signature": good["x-slack-signature"].replace("v0", "v1"),
    }),
    make("half a signature", 401, { ...good, "x-slack-signature": good["x-slack-signature"].slice(0, 40) }),
    make("not JSON", 400, signed("{nonsense"), "{nonsense"),
    make("no object", 400, signed("[1]"), "[1]"),
    make("nested without end", 400, signed(deep), deep),
    make("10 MB", 413, signed(huge), huge),
  ];
}

/** A huge body is refused just as well where the connection is cut while it is still on its way. */
async function statusOf(url: string, { body, headers, expected }: Attack): Promise<number> {
  try {
    return (await fetch(url, { method: "POST", body, headers })).status;
  } catch (error) {
    if (expected === 413) return 413;
    throw error;
  }
}

/** Whoever is not Slack, and what Slack would never send. */
export const case26: FaultCase = {
  number: 26,
  title:
    "forged, stale, early, replayed, huge, deep and broken requests are refused, and nothing comes of them",
  async run(scale) {
    const peer = await startSlackPeer();
    const rig = await startRig({ peer, via: "http" });
    const wrong: string[] = [];
    for (let round = 0; round < (scale === "full" ? 50 : 1); round += 1) {
      for (const attack of attacks(round)) {
        const status = await statusOf(rig.url, attack);
        if (status !== attack.expected) wrong.push(`${attack.name}: ${status}`);
      }
    }
    const jobsOfAttacks = rig.received();
    // A recording of a good request proves who wrote it once: later nothing comes of it.
    const body = JSON.stringify(eventBody(mention(10_000, "genuine")));
    const upper = Object.fromEntries(
      Object.entries(signed(body)).map(([name, value]) => [name.toUpperCase(), value]),
    );
    for (let time = 0; time < 3; time += 1)
      await fetch(rig.url, { method: "POST", body, headers: { ...JSON_TYPE, ...upper } });
    await pause(50);
    const { length } = rig.jobs;
    await rig.stop();
    await peer.close();
    return {
      held: wrong.length === 0 && jobsOfAttacks === 0 && length === 1,
      facts: { wrong: wrong.join("; ") || "none", jobsOfAttacks, jobsOfReplays: length },
    };
  },
};
