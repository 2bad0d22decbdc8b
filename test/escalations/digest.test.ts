import { expect, test } from "vitest";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { aMatter, createLadderKit } from "./ladder-kit.ts";

async function raiseMany(kit: ReturnType<typeof createLadderKit>, count: number): Promise<void> {
  for (let at = 1; at <= count; at += 1) {
    const { taskId: _taskId, ...loose } = aMatter;
    await kit.escalations.raise({ ...loose, key: `m${at}`, matter: `m${at}`, problem: `trouble ${at}` });
  }
  await kit.ring();
}

async function messagesIn(kit: ReturnType<typeof createLadderKit>, channel: string) {
  const all = await takeDeliveries(kit.store);
  return all.flatMap((each) => (each.kind === "live" && each.to.channel === channel ? [each] : []));
}

test("beyond so many within the time a place gets one digest with bulk actions, and that one changes", async () => {
  const kit = createLadderKit();

  await raiseMany(kit, 12);

  const sent = await messagesIn(kit, "#help");
  const digests = sent.filter(({ id }) => id.startsWith("escalations."));
  expect(new Set(sent.map(({ id }) => id)).size).toBe(6);
  expect(digests.at(-1)?.message.text).toContain("**12 matters are escalated:**");
  expect(digests.at(-1)?.message.choices?.options.map(({ label }) => label)).toEqual([
    "Acknowledge all",
    "Take over all",
    "Snooze all",
  ]);
});

test("what was due while nobody was up comes as one digest, however much it is", async () => {
  const kit = createLadderKit();
  for (let at = 1; at <= 4; at += 1)
    await kit.escalations.raise({ ...aMatter, key: `m${at}`, matter: `m${at}` });

  kit.clock.advance(3 * 24 * 3_600_000);
  await kit.ring();

  const sent = await messagesIn(kit, "#help");
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent.at(-1)?.message.text).toContain("**4 matters are escalated:**");
});

test("a matter that is taken leaves the digest", async () => {
  const kit = createLadderKit();
  await raiseMany(kit, 7);
  await takeDeliveries(kit.store);

  await kit.escalations.act("E7", { type: "acknowledged", by: "ada" });

  const [digest] = await messagesIn(kit, "#help");
  expect(digest?.message.text).toContain("**6 matters are escalated:**");
  expect(digest?.message.text).not.toContain("trouble 7");
});

test("after the time has passed each has a message of its own again", async () => {
  const kit = createLadderKit();
  await raiseMany(kit, 7);
  await takeDeliveries(kit.store);
  kit.clock.advance(11 * 60_000);

  await kit.escalations.raise({ ...aMatter, key: "later", matter: "later" });
  await kit.ring();

  expect((await messagesIn(kit, "#help")).map(({ id }) => id.startsWith("escalation.later"))).toEqual([true]);
});
