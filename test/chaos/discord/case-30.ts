import { BotError } from "../../../src/errors.ts";
import { startDiscordRig } from "../../adapters/discord/discord-rig.ts";
import { ID } from "../../adapters/discord/room.ts";
import type { DiscordRig } from "../../adapters/discord/discord-rig.ts";
import type { SeenRequest } from "../../adapters/discord/discord-server.ts";
import { pause } from "./waiting.ts";
import type { FaultCase } from "../fault-case.ts";

const TO = { platform: "discord", workspace: ID.guild, channel: ID.channel };

/** What the outbox does: the same delivery again, after the wait that was asked for. */
async function deliver(rig: DiscordRig, deliveryId: string, text: string): Promise<number> {
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    try {
      await rig.chat.post(TO, { text }, { deliveryId });
      return attempt;
    } catch (error) {
      if (!(error instanceof BotError) || !error.retryable) throw error;
      await pause(error.retryAfterMs ?? 20);
    }
  }
  return 9;
}

const isPost = ({ method, path }: SeenRequest): boolean => method === "POST" && path.endsWith("/messages");

function limit(rig: DiscordRig, seconds: number, scope: "user" | "shared" | "global"): void {
  rig.server.fail({
    method: "POST",
    path: /messages$/u,
    status: 429,
    headers: {
      "retry-after": String(seconds),
      "x-ratelimit-scope": scope,
      ...(scope === "global" ? { "x-ratelimit-global": "true" } : {}),
    },
    body: { message: "You are being rate limited.", retry_after: seconds, global: scope === "global" },
  });
}

export const case30: FaultCase = {
  number: 30,
  title: "nothing leaves before a limit is over, and a post whose answer was lost is there once",
  async run(scale) {
    const rig = await startDiscordRig();
    const seconds = scale === "full" ? 5 : 0.4;
    const posts = (): SeenRequest[] => rig.server.requests.filter(isPost);
    let early = 0;
    for (const scope of ["user", "shared", "global"] as const) {
      limit(rig, seconds, scope);
      const before = posts().length;
      await Promise.all(
        ["a", "b", "c"].map(async (name) => deliver(rig, `${scope}-${name}`, `${scope} ${name}`)),
      );
      const [limited, ...later] = posts().slice(before);
      // Requests that were on their way already, before the refusal had arrived, are no disobedience.
      early += later.filter(
        ({ atMs }) => atMs > (limited?.atMs ?? 0) + 50 && atMs < (limited?.atMs ?? 0) + seconds * 1_000 - 20,
      ).length;
    }
    rig.server.fail({ method: "POST", path: /messages$/u, status: 502, isDone: true, times: 2 });
    const before = posts().length;
    const attempts = await deliver(rig, "lost", "the answer was lost");
    const nonces = new Set(
      posts()
        .slice(before)
        .map(({ body }) => (body as { nonce: string }).nonce),
    );
    const stored = rig.server.room.messages.filter(({ content }) => content === "the answer was lost").length;
    const all = rig.server.room.messages.length;
    for (let at = 0; at < (scale === "full" ? 600 : 50); at += 1)
      await deliver(rig, `many-${at}`, `many ${at}`);
    const share = rig.chat.health().invalidRequests / rig.server.requests.length;
    await rig.close();
    const limited = scale === "full" ? 0.01 : 0.1;
    return {
      held:
        early === 0 && attempts === 3 && nonces.size === 1 && stored === 1 && all === 10 && share < limited,
      facts: {
        early,
        attempts,
        nonces: nonces.size,
        stored,
        messages: all,
        "invalid share": share.toFixed(4),
      },
    };
  },
};
