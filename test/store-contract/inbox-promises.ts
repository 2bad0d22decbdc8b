import { expect, test } from "vitest";
import { claim, only } from "./claiming.ts";
import { HOUR, MINUTE, SECOND } from "./contract-kit.ts";
import type { Open } from "./contract-kit.ts";
import { ADDRESS, aMessage, aPost, aStatus, keyOf } from "./samples.ts";

export function inboxPromises(open: Open): void {
  test("keeps an accepted message as it came, in its first round", async () => {
    const { store, clock } = await open();
    const message = aMessage("1");

    expect(await store.inbox.accept(keyOf(message), message)).toBe("accepted");

    expect(await store.inbox.get(keyOf(message))).toEqual({
      key: keyOf(message),
      incoming: message,
      state: "received",
      acceptedAtMs: clock.now(),
      round: 1,
    });
  });

  test("recognises a repeated message for a day and keeps what came first", async () => {
    const { store, clock } = await open();
    const message = aMessage("1", { text: "first" });
    await store.inbox.accept(keyOf(message), message);
    clock.advance(24 * HOUR);

    const again = await store.inbox.accept(keyOf(message), { ...message, text: "second" });

    expect(again).toBe("duplicate");
    expect((await store.inbox.get(keyOf(message)))?.incoming).toEqual(message);
  });

  test("recognises a repeat of a message that was already worked on", async () => {
    const { store } = await open();
    const message = aMessage("1");
    await store.inbox.accept(keyOf(message), message);
    await store.commit({ inbox: { key: keyOf(message), state: "done" } });

    expect(await store.inbox.accept(keyOf(message), message)).toBe("duplicate");
    expect((await store.inbox.get(keyOf(message)))?.state).toBe("done");
  });

  test("accepts one of fifty simultaneous deliveries of a message", async () => {
    const { store } = await open();
    const message = aMessage("1");

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => store.inbox.accept(keyOf(message), message)),
    );

    expect(answers.filter((answer) => answer === "accepted")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "duplicate")).toHaveLength(49);
    const received = (await store.events.since("0", 100)).filter((event) => event.messageKey !== undefined);
    expect(received.map((event) => [event.type, event.messageKey])).toEqual([
      ["message.received", keyOf(message)],
    ]);
  });

  test("does not know a message that never came", async () => {
    const { store } = await open();

    expect(await store.inbox.get("console-acme-C1-404")).toBeUndefined();
  });

  test("writes nothing for a message it does not keep", async () => {
    const { store } = await open();

    await store.commit({ inbox: { key: "console-acme-C1-404", state: "running" } });

    expect(await store.inbox.get("console-acme-C1-404")).toBeUndefined();
    expect(await store.inbox.accept("console-acme-C1-404", aMessage("404"))).toBe("accepted");
    expect((await store.inbox.get("console-acme-C1-404"))?.state).toBe("received");
  });

  test("changes state and round of a message through a commit", async () => {
    const { store } = await open();
    const message = aMessage("1");
    await store.inbox.accept(keyOf(message), message);

    await store.commit({ inbox: { key: keyOf(message), state: "queued" } });
    const queued = await store.inbox.get(keyOf(message));
    await store.commit({ inbox: { key: keyOf(message), state: "running", round: 2 } });
    const retried = await store.inbox.get(keyOf(message));

    expect([queued?.state, queued?.round]).toEqual(["queued", 1]);
    expect([retried?.state, retried?.round]).toEqual(["running", 2]);
    expect(retried?.incoming).toEqual(message);
  });

  test("lists messages that nobody handed on, oldest first", async () => {
    const { store, clock } = await open();
    // Ids in an order of their own, so that sorting by key would show.
    for (const id of ["30", "10", "20", "40"]) {
      await store.inbox.accept(keyOf(aMessage(id)), aMessage(id));
      clock.advance(SECOND);
    }
    await store.commit({ inbox: { key: keyOf(aMessage("10")), state: "queued" } });

    const open4 = await store.inbox.listOpen(clock.now(), 10);
    const open2 = await store.inbox.listOpen(clock.now(), 2);

    expect(open4).toEqual(["30", "20", "40"].map((id) => keyOf(aMessage(id))));
    expect(open2).toEqual(["30", "20"].map((id) => keyOf(aMessage(id))));
  });

  test("lists a message again that a retry set back to received", async () => {
    const { store, clock } = await open();
    const key = keyOf(aMessage("1"));
    await store.inbox.accept(key, aMessage("1"));
    await store.commit({ inbox: { key, state: "dead" } });
    const dead = await store.inbox.listOpen(clock.now(), 10);

    await store.commit({ inbox: { key, state: "received", round: 2 } });

    expect(dead).toEqual([]);
    expect(await store.inbox.listOpen(clock.now(), 10)).toEqual([key]);
    expect((await store.inbox.get(key))?.round).toBe(2);
  });

  test("enqueues what goes with a message once, with its acceptance", async () => {
    const { store } = await open();
    const key = keyOf(aMessage("1"));
    const heard: string[] = [];
    const stop = await store.wake.onWake((address) => heard.push(address));

    await store.inbox.accept(key, aMessage("1"), [aStatus("st", "received"), aPost("d1")]);
    await store.inbox.accept(key, aMessage("1"), [aStatus("st", "failed"), aPost("d2")]);

    const lane = only(await claim(store));
    expect(lane.deliveries.map(({ id, content }) => ({ id, content }))).toEqual([
      aStatus("st", "received"),
      aPost("d1"),
    ]);
    await expect.poll(() => new Set(heard)).toEqual(new Set([ADDRESS]));
    await stop();
  });

  test("lists only open messages that came before the given time", async () => {
    const { store, clock } = await open();
    await store.inbox.accept(keyOf(aMessage("old")), aMessage("old"));
    clock.advance(2 * MINUTE);
    await store.inbox.accept(keyOf(aMessage("new")), aMessage("new"));
    clock.advance(30 * SECOND);

    expect(await store.inbox.listOpen(clock.now() - MINUTE, 10)).toEqual([keyOf(aMessage("old"))]);
    expect(await store.inbox.listOpen(clock.now() - 10 * MINUTE, 10)).toEqual([]);
  });

  test("gives each message one short task id, the same at every call", async () => {
    const { store } = await open();
    const keys = Array.from({ length: 12 }, (_, index) => keyOf(aMessage(String(index))));
    for (const [index, key] of keys.entries()) await store.inbox.accept(key, aMessage(String(index)));

    const rounds = await Promise.all(
      Array.from({ length: 4 }, () => Promise.all(keys.map((key) => store.inbox.reserveTaskId(key)))),
    );

    const [first = []] = rounds;
    for (const ids of rounds) expect(ids).toEqual(first);
    const numbers = first.map((id) => Number(/^T(\d+)$/u.exec(id)?.[1])).sort((a, b) => a - b);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test("shows the reserved task on the message", async () => {
    const { store } = await open();
    await store.inbox.accept(keyOf(aMessage("1")), aMessage("1"));

    const taskId = await store.inbox.reserveTaskId(keyOf(aMessage("1")));

    expect((await store.inbox.get(keyOf(aMessage("1"))))?.taskId).toBe(taskId);
  });

  test("hands out copies of a message, not its own", async () => {
    const { store } = await open();
    const message = aMessage("1", { text: "as sent" });
    await store.inbox.accept(keyOf(message), message);
    message.text = "changed by the caller";

    const first = await store.inbox.get(keyOf(message));
    if (first !== undefined) first.state = "dead";

    const second = await store.inbox.get(keyOf(message));
    expect(second?.incoming).toEqual(aMessage("1", { text: "as sent" }));
    expect(second?.state).toBe("received");
  });
}
