import { expect, test } from "vitest";
import { addressOf, threadKey } from "../../src/chat/message-key.ts";
import type { Store } from "../../src/store/store.ts";
import { nextVersion, ADDRESS, aConversation, aPost, aStatus, aTask } from "./samples.ts";
import { claim, idsOf, only, settle } from "./claiming.ts";
import { DAY, MINUTE, SECOND } from "./contract-kit.ts";
import type { Open, TestClock } from "./contract-kit.ts";

const NOTHING = { eventsMs: 0, tasksMs: 0, deliveriesMs: 0 };

async function createTaskNow(store: Store, clock: TestClock, id: string) {
  const at = new Date(clock.now()).toISOString();
  const task = aTask(id, { createdAt: at, updatedAt: at });
  await store.commit({ task });
  return task;
}

/** Dead letters, open questions, the wake signal and what is cleared away. */
export function keepingPromises(open: Open): void {
  test("lists dead letters newest first, each once, until they are removed", async () => {
    const { store, clock } = await open();
    const letters = [
      { kind: "message", id: "console-acme-C1-9" },
      { kind: "task", id: "T1" },
      { kind: "delivery", id: "T1:reply:1" },
    ] as const;
    for (const add of letters) {
      await store.commit({ deadLetter: { add } });
      clock.advance(SECOND);
    }
    await store.commit({ deadLetter: { remove: { kind: "task", id: "T9" } } });

    const all = await store.deadLetters.list(10);
    const newest = await store.deadLetters.list(1);
    await store.commit({ deadLetter: { remove: letters[2] } });

    const start = clock.now() - 3 * SECOND;
    expect(all).toEqual(
      letters.map((letter, index) => ({ ...letter, atMs: start + index * SECOND })).reverse(),
    );
    expect(newest.map((letter) => letter.id)).toEqual(["T1:reply:1"]);
    expect((await store.deadLetters.list(10)).map((letter) => letter.id)).toEqual([
      "T1",
      "console-acme-C1-9",
    ]);
  });

  test("keeps dead letters of different kinds with the same id apart", async () => {
    const { store } = await open();
    await store.commit({ deadLetter: { add: { kind: "task", id: "x" } } });
    await store.commit({ deadLetter: { add: { kind: "message", id: "x" } } });
    await store.commit({ deadLetter: { add: { kind: "message", id: "x" } } });

    await store.commit({ deadLetter: { remove: { kind: "task", id: "x" } } });

    expect((await store.deadLetters.list(10)).map(({ kind, id }) => [kind, id])).toEqual([["message", "x"]]);
  });

  test("remembers the last open question of a thread until it is forgotten", async () => {
    const { store } = await open();

    expect(await store.questions.get("t1")).toBeUndefined();
    await store.commit({ question: { threadKey: "t1", value: "which crate?" } });
    await store.commit({ question: { threadKey: "t2", value: '{"choices":["a"]}' } });
    await store.commit({ question: { threadKey: "t1", value: "which crate, really? 🦀" } });
    expect(await store.questions.get("t1")).toBe("which crate, really? 🦀");
    await store.commit({ question: { threadKey: "t1", value: null } });

    expect(await store.questions.get("t1")).toBeUndefined();
    expect(await store.questions.get("t2")).toBe('{"choices":["a"]}');
  });

  test("wakes listeners with the addresses that got deliveries", async () => {
    const { store } = await open();
    const heard: string[] = [];
    const stop = await store.wake.onWake((address) => heard.push(address));
    const elsewhere = { platform: "slack", workspace: "T0" };

    await store.commit({ deliveries: [aPost("d1"), aPost("d2", elsewhere)] });

    await expect.poll(() => new Set(heard)).toEqual(new Set([ADDRESS, addressOf(elsewhere)]));
    await stop();
  });

  test("wakes for statuses as well, and not for commits without deliveries", async () => {
    const { store } = await open();
    const heard: string[] = [];
    const stop = await store.wake.onWake((address) => heard.push(address));

    await store.commit({ events: [{ type: "agents.reloaded" }] });
    await store.commit({ task: aTask("T1", { version: 7 }), deliveries: [aPost("refused")] });
    await store.commit({
      deliveries: [aStatus("st", "queued", { ...aConversation(), workspace: "w2", id: "1" })],
    });

    await expect.poll(() => heard).toEqual([addressOf({ platform: "console", workspace: "w2" })]);
    await stop();
  });

  test("wakes again for the next content of a status that was sent", async () => {
    const { store } = await open();
    await store.commit({ deliveries: [aStatus("st", "queued")] });
    const lane = only(await claim(store));
    await settle(store, lane, "st");
    const heard: string[] = [];
    const stop = await store.wake.onWake((address) => heard.push(address));

    await store.commit({ deliveries: [aStatus("st", "done")] });

    await expect.poll(() => heard).toEqual([ADDRESS]);
    await stop();
  });

  test("stops waking the listener that left and goes on waking the other", async () => {
    const { store } = await open();
    const left: string[] = [];
    const stayed: string[] = [];
    const stopLeft = await store.wake.onWake((address) => left.push(address));
    const stopStayed = await store.wake.onWake((address) => stayed.push(address));

    await stopLeft();
    await store.commit({ deliveries: [aPost("d1")] });

    await expect.poll(() => stayed).toEqual([ADDRESS]);
    expect(left).toEqual([]);
    await stopStayed();
  });

  test("clears nothing that is younger than asked", async () => {
    const { store, clock } = await open();
    const task = await createTaskNow(store, clock, "T1");
    await store.commit({
      task: nextVersion(task, { state: "done" }),
      events: [{ type: "task.done", taskId: "T1" }],
    });
    await store.commit({ deliveries: [aPost("d1")] });
    clock.advance(DAY);

    const { abandoned } = await store.housekeeping.sweep(NOTHING);

    expect(abandoned).toBe(0);
    expect(await store.tasks.get("T1")).toBeDefined();
    expect(await store.events.ofTask("T1")).toHaveLength(1);
    expect(idsOf(only(await claim(store)))).toEqual(["d1"]);
  });

  test("clears events older than asked and keeps the others", async () => {
    const { store, clock } = await open();
    for (let n = 0; n < 5; n++) {
      await store.commit({ events: [{ type: "task.started", taskId: "T1", data: { n } }] });
      clock.advance(DAY);
    }

    // Written 5, 4, 3, 2 and 1 days ago.
    await store.housekeeping.sweep({ ...NOTHING, eventsMs: clock.now() - 2.5 * DAY });

    expect((await store.events.since("0", 10)).map((event) => event.data.n)).toEqual([3, 4]);
    expect((await store.events.ofTask("T1")).map((event) => event.data.n)).toEqual([3, 4]);
  });

  test("clears finished tasks older than asked with all they left, and no open ones", async () => {
    const { store, clock } = await open();
    const old = await createTaskNow(store, clock, "T1");
    await store.commit({
      task: nextVersion(old, { state: "failed" }),
      result: { taskId: "T1", field: "a1", result: { summary: "s", body: "b", madeBy: "brief" } },
    });
    await createTaskNow(store, clock, "T2");
    clock.advance(10 * DAY);
    const recent = await createTaskNow(store, clock, "T3");
    await store.commit({ task: nextVersion(recent, { state: "done" }) });

    await store.housekeeping.sweep({ ...NOTHING, tasksMs: clock.now() - DAY });

    expect((await store.tasks.listRecent(10)).map((task) => task.id)).toEqual(["T3", "T2"]);
    expect((await store.tasks.listOpen(10)).map((task) => task.id)).toEqual(["T2"]);
    expect(await store.tasks.get("T1")).toBeUndefined();
    expect(await store.tasks.ofThread(threadKey(old.thread))).toBeUndefined();
    expect((await store.tasks.results("T1")).size).toBe(0);
  });

  test("keeps a task that took long and ended a moment ago", async () => {
    const { store, clock } = await open();
    const task = await createTaskNow(store, clock, "T1");
    clock.advance(10 * DAY);
    const updatedAt = new Date(clock.now()).toISOString();
    await store.commit({ task: nextVersion(task, { state: "done", updatedAt }) });

    await store.housekeeping.sweep({ ...NOTHING, tasksMs: clock.now() - DAY });
    const soon = await store.tasks.get("T1");
    clock.advance(2 * DAY);
    await store.housekeeping.sweep({ ...NOTHING, tasksMs: clock.now() - DAY });

    expect(soon?.state).toBe("done");
    expect(await store.tasks.get("T1")).toBeUndefined();
  });

  test("gets to a finished task behind many open ones, if swept often enough", async () => {
    const { store, clock } = await open();
    const createdAt = new Date(clock.now()).toISOString();
    const ids = Array.from({ length: 260 }, (_, n) => `T${n + 1}`);
    await Promise.all(ids.map(async (id) => store.commit({ task: aTask(id, { createdAt }) })));
    clock.advance(MINUTE);
    const last = await createTaskNow(store, clock, "T261");
    await store.commit({ task: nextVersion(last, { state: "done" }) });
    clock.advance(DAY);

    for (let n = 0; n < 3; n++) await store.housekeeping.sweep({ ...NOTHING, tasksMs: clock.now() });

    expect(await store.tasks.get("T261")).toBeUndefined();
    expect(await store.tasks.listOpen(1_000)).toHaveLength(260);
  });

  test("gives up what no adapter took for too long, as dead letters that can be revived", async () => {
    const { store, clock } = await open();
    await store.commit({ deliveries: [aPost("old")] });
    clock.advance(10 * DAY);
    await store.commit({ deliveries: [aPost("new", { thread: "9" })] });
    clock.advance(MINUTE);

    const { abandoned } = await store.housekeeping.sweep({ ...NOTHING, deliveriesMs: clock.now() - DAY });

    expect(abandoned).toBe(1);
    expect(await store.deadLetters.list(10)).toEqual([{ kind: "delivery", id: "old", atMs: clock.now() }]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(1);
    expect(idsOf(only(await claim(store)))).toEqual(["new"]);
    expect(await store.deliveries.revive("old")).toBe(true);
    expect(idsOf(only(await claim(store)))).toEqual(["old"]);
  });
}
