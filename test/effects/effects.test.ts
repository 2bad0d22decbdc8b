import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { effectChange, readEffect } from "../../src/effects/effect-store.ts";
import { effectPrompt } from "../../src/effects/render-effect.ts";
import { MINUTE_MS, openEffects } from "./effects-kit.ts";

test("a proposal shows exactly what will run, and nothing runs before somebody approves it", async () => {
  const kit = await openEffects();

  const proposed = await kit.propose({ text: "ship `it`\u202e", to: "prod" });
  await kit.run();

  expect(proposed).toMatchObject({ kind: "proposed", effect: { id: "e1", state: "proposed" } });
  const [card = ""] = await kit.texts();
  expect(card).toContain('"text": "ship `it`\\u{202e}",\n  "to": "prod"');
  expect(card).toContain("Nothing has happened yet");
  expect(kit.world).toEqual([]);
});

test("an approval is carried out once, however often its job runs", async () => {
  const kit = await openEffects();
  await kit.propose();

  expect(await kit.decide()).toContain("Ada approved `e1`");
  await Promise.all([kit.run(), kit.run(), kit.run()]);
  await kit.run();

  expect(kit.world).toEqual(["e1"]);
  expect(await kit.state()).toBe("done");
  expect(await kit.events()).toEqual(["effect.proposed", "effect.approved", "effect.started", "effect.done"]);
});

test("the same thing asked for twice is one proposal; too many are not taken", async () => {
  const kit = await openEffects();

  const [first, again] = [await kit.propose({ a: 1, b: 2 }), await kit.propose({ b: 2, a: 1 })];
  for (let n = 0; n < 9; n += 1) await kit.propose({ n });

  expect(first.kind).toBe("proposed");
  expect(again).toMatchObject({ kind: "known", effect: { id: "e1" } });
  expect(await kit.propose({ n: "one more" })).toEqual({ kind: "too_many" });
});

test.each([
  ["who lacks the permission", "U2"],
  ["an account that is called like an agent", "debug"],
  ["the account of the bot", "switchyard"],
])("nothing is approved by %s", async (_who, userId) => {
  const kit = await openEffects();
  await kit.propose();

  expect(await kit.decide({}, userId)).toContain("takes the permission `effects`");
  expect(await kit.state()).toBe("proposed");
});

test("a press counts for the card that it is under and for no other arguments", async () => {
  const kit = await openEffects();
  await kit.propose();
  const effect = await kit.effect();
  if (effect === undefined) throw new Error("there is no effect");

  expect(await kit.decide({ prompt: effectPrompt({ ...effect, hash: "f".repeat(64) }) })).toContain(
    "settled",
  );
  expect(await kit.decide({ prompt: effectPrompt({ ...effect, attempt: 2 }) })).toContain("settled");
  expect(await kit.state()).toBe("proposed");
  expect(await kit.decide({ prompt: effectPrompt(effect) })).toContain("approved");
});

test.each([["before the approval"], ["after the approval"]])(
  "arguments that were changed %s are not carried out",
  async (when) => {
    const kit = await openEffects();
    await kit.propose();
    if (when === "after the approval") await kit.decide();
    const found = await readEffect({ taskId: "T1", id: "e1" }, kit.store);
    if (found === undefined) throw new Error("there is no effect");
    await kit.store.commit({
      documents: [effectChange({ ...found.effect, args: { text: "evil" } }, found.stored)],
    });

    if (when === "before the approval") expect(await kit.decide()).toContain("cannot be approved");
    await kit.run();

    expect(kit.world).toEqual([]);
    expect(await kit.state()).toBe(when === "before the approval" ? "proposed" : "failed");
  },
);

test("a proposal expires by the clock, and so does an approval that nobody carried out", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.clock.advance(61 * MINUTE_MS);

  expect(await kit.decide()).toContain("has expired");
  await kit.tend();

  expect(await kit.state()).toBe("expired");
  expect((await kit.texts()).at(-1)).toContain("nobody approved it in time");
  await kit.run();
  expect(kit.world).toEqual([]);
});

test("a refusal says why and settles it", async () => {
  const kit = await openEffects();
  await kit.propose();

  expect(await kit.decide({ accepted: false, reason: "not on a Friday" })).toContain("refused");
  expect(await kit.decide()).toContain("is refused already");
  expect((await kit.effect())?.outcome?.text).toBe("Ada: not on a Friday");
});

test("a worker that dies after the effect took place leads to no second one", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();
  kit.performAs(async ({ id }) => {
    kit.world.push(id);
    // The process is gone: nobody ever hears of it.
    return new Promise<never>(() => undefined);
  });

  void kit.run();
  await kit.clock.settle();
  expect(await kit.state()).toBe("running");
  await kit.run();

  expect(kit.world).toEqual(["e1"]);
  expect(await kit.state()).toBe("done");
});

test("a worker that dies before the effect took place is waited for, and then it is done once", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();
  kit.performAs(async () => new Promise<never>(() => undefined));
  void kit.run();
  await kit.clock.settle();
  kit.performAs(async ({ id }) => {
    kit.world.push(id);
    return { text: "done" };
  });

  const next = kit.run();
  await kit.clock.advance(MINUTE_MS / 2);
  expect(kit.world).toEqual([]);
  await kit.clock.advance(MINUTE_MS);
  await next;

  expect(kit.world).toEqual(["e1"]);
  expect(await kit.state()).toBe("done");
});

test("where nobody can see whether it took place a person is asked, and may have it run again", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();
  kit.traceAs(() => ({ kind: "unknown" }));
  kit.performAs(async () => new Promise<never>(() => undefined));
  void kit.run();
  await kit.clock.settle();

  await kit.run();
  expect(await kit.state()).toBe("unsure");
  expect((await kit.texts()).at(-1)).toContain("I do not know whether");
  kit.performAs(async ({ id, attempt }) => {
    kit.world.push(`${id}.${attempt}`);
    return { text: "done" };
  });
  await kit.decide();
  await kit.run(1);
  await kit.run(2);

  expect(kit.world).toEqual(["e1.2"]);
  expect(await kit.state()).toBe("done");
});

test("an answer that never came is looked for by the next try; a clear no is not tried again", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();
  kit.performAs(async ({ id }) => {
    kit.world.push(id);
    throw new BotError("github.unavailable", "no answer", { retryable: true });
  });

  await expect(kit.run()).rejects.toThrow("no answer");
  await kit.run();
  expect([kit.world, await kit.state()]).toEqual([["e1"], "done"]);

  const other = await openEffects();
  await other.propose();
  await other.decide();
  other.performAs(async () => {
    throw new BotError("effect.failed", "GitHub refused (422)");
  });
  await other.run();
  expect(await other.state()).toBe("failed");
});

test("a job that is lost is added again, and one that has used up its tries leaves an honest state", async () => {
  const kit = await openEffects();
  await kit.propose();
  await kit.decide();
  await kit.jobs.remove("effect.run", "effect.T1.e1.1");

  await kit.tend();
  expect(await kit.jobs.standing("effect.run", "effect.T1.e1.1")).toBe("waiting");
  await kit.giveUp();
  expect(await kit.state()).toBe("failed");
});
