import type { NewDelivery } from "../../../src/outbox/delivery.ts";
import { pause } from "./signed-post.ts";
import { mostWithin, postOf, startSendingRig, threadOf } from "./sending-rig.ts";
import { SLACK_PACE } from "../../../adapters/slack/create-slack-sender.ts";
import type { FaultCase } from "../fault-case.ts";

function progress(step: number): NewDelivery {
  const to = threadOf("CLIVE");
  return { id: "live", content: { kind: "live", to, message: { text: `step ${step} of 100` } } };
}

/** Two bots with 200 replies for one channel, and a message that changes a hundred times. */
export const case22: FaultCase = {
  number: 22,
  title: "a channel gets a message a second and a short burst, none is lost, edits are the newest only",
  async run(scale) {
    const everyMs = scale === "short" ? 100 : SLACK_PACE.perChannelMs;
    const count = scale === "short" ? 30 : 200;
    const edits = { everyMs: everyMs * 4, burst: 2 };
    const rig = await startSendingRig({ pace: { perChannelMs: everyMs, burst: SLACK_PACE.burst, edits } });
    const posts = Array.from({ length: count }, (_, n) => postOf(`d-${n}`, threadOf("C1", n % 7)));
    await rig.enqueue(...posts);
    const beganMs = Date.now();
    for (let step = 1; step <= 100; step += 1) {
      await rig.enqueue(progress(step));
      await pause(4);
    }
    const drained = await rig.drained(count * everyMs * 2 + 60_000);
    const editedForMs = Date.now() - beganMs;
    const sent = rig.slack.posts.filter(({ channel }) => channel === "C1");
    const live = rig.slack.posts.filter(({ channel }) => channel === "CLIVE");
    const updates = rig.slack.calls.filter(({ method }) => method === "chat.update").length;
    await rig.stop();

    const windowMs = everyMs * 10;
    // Ten in the window, the burst, and some for timers that fire late on a busy machine.
    const allowed = 10 + SLACK_PACE.burst + (scale === "short" ? 8 : 3);
    // As many as the pace of edits lets through while there were any.
    const allowedEdits = edits.burst + Math.ceil(editedForMs / edits.everyMs) + 3;
    const most = mostWithin(
      sent.map(({ atMs }) => atMs),
      windowMs,
    );
    const lost = count - new Set(sent.map(({ delivery }) => delivery)).size;
    const newest = live[0]?.text ?? "";
    return {
      held:
        drained &&
        lost === 0 &&
        sent.length === count &&
        most <= allowed &&
        live.length === 1 &&
        updates <= allowedEdits &&
        newest === "step 100 of 100",
      facts: {
        sent: sent.length,
        lost,
        "most in 10 intervals": most,
        allowed,
        "changes of 100": updates,
        "changes allowed": allowedEdits,
        newest,
      },
    };
  },
};
