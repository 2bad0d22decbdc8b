import { expect, test } from "vitest";
import type { Changes } from "../../src/store/store.ts";
import type { Open } from "./contract-kit.ts";
import { aLabel } from "./label-promises.ts";
import { ADDRESS, aMessage, aPost, aResult, aStatus, aTask, keyOf, nextVersion } from "./samples.ts";

/** One of everything that a commit can write. */
function everything(taskVersion: Changes["task"]): Changes {
  return {
    inbox: { key: keyOf(aMessage("1")), state: "running", round: 2 },
    ...(taskVersion === undefined ? {} : { task: taskVersion }),
    result: { taskId: "T1", field: "a1", result: aResult("found it") },
    events: [
      { type: "task.created", taskId: "T1", data: { agent: "debug" } },
      { type: "task.started", taskId: "T1" },
    ],
    deliveries: [aPost("d1"), aStatus("st1", "queued"), aPost("d2", { thread: "other" })],
    deadLetter: { add: { kind: "task", id: "T1" } },
    question: { threadKey: "thread-1", value: "which crate?" },
    label: aLabel(),
  };
}

export function commitPromises(open: Open): void {
  test("writes everything of a commit", async () => {
    const { store, clock } = await open();
    await store.inbox.accept(keyOf(aMessage("1")), aMessage("1"));

    expect(await store.commit(everything(aTask("T1")))).toBe("committed");

    const record = await store.inbox.get(keyOf(aMessage("1")));
    expect([record?.state, record?.round]).toEqual(["running", 2]);
    expect(await store.tasks.get("T1")).toEqual(aTask("T1"));
    expect([...(await store.tasks.results("T1"))]).toEqual([["a1", aResult("found it")]]);
    const types = (await store.events.ofTask("T1")).map((event) => event.type);
    expect(types).toEqual(["task.created", "task.started"]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(3);
    expect(await store.deadLetters.list(10)).toEqual([{ kind: "task", id: "T1", atMs: clock.now() }]);
    expect(await store.questions.get("thread-1")).toBe("which crate?");
    expect(await store.labels.since("0", 10)).toHaveLength(1);
  });

  test("writes nothing of a commit whose task version is stale", async () => {
    const { store, clock } = await open();
    await store.inbox.accept(keyOf(aMessage("1")), aMessage("1"));
    const first = aTask("T1", { title: "as first written" });
    await store.commit({ task: first });
    const eventsBefore = await store.events.since("0", 100);

    const answer = await store.commit(everything(aTask("T1", { title: "from a slower process" })));

    expect(answer).toBe("conflict");
    const record = await store.inbox.get(keyOf(aMessage("1")));
    expect([record?.state, record?.round]).toEqual(["received", 1]);
    expect(await store.inbox.listOpen(clock.now(), 10)).toEqual([keyOf(aMessage("1"))]);
    expect(await store.tasks.get("T1")).toEqual(first);
    expect((await store.tasks.results("T1")).size).toBe(0);
    expect(await store.events.since("0", 100)).toEqual(eventsBefore);
    expect(await store.events.ofTask("T1")).toEqual([]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
    expect(await store.deliveries.claim(ADDRESS, { lanes: 10, perLane: 10, leaseMs: 1_000 })).toEqual([]);
    expect(await store.deadLetters.list(10)).toEqual([]);
    expect(await store.questions.get("thread-1")).toBeUndefined();
  });

  test.each([
    ["a new task that does not start at version 1", undefined, 2],
    ["a version that was already written", 3, 3],
    ["a version that skips one", 3, 5],
    ["a version that goes back", 3, 1],
  ])("refuses %s", async (_, storedVersion, version) => {
    const { store } = await open();
    for (let v = 1; v <= (storedVersion ?? 0); v++) await store.commit({ task: aTask("T1", { version: v }) });

    expect(await store.commit({ task: aTask("T1", { version }) })).toBe("conflict");

    expect((await store.tasks.get("T1"))?.version).toBe(storedVersion);
  });

  test("lets one of many writers of the same version win, with its events and deliveries alone", async () => {
    const { store } = await open();
    const task = aTask("T1");
    await store.commit({ task });

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.commit({
          task: nextVersion(task, { title: `writer ${index}` }),
          events: [{ type: "task.started", taskId: "T1", data: { writer: index } }],
          deliveries: [aPost(`from-${index}`)],
        }),
      ),
    );

    expect(answers.filter((answer) => answer === "committed")).toHaveLength(1);
    const winner = answers.indexOf("committed");
    expect((await store.tasks.get("T1"))?.title).toBe(`writer ${winner}`);
    expect((await store.events.ofTask("T1")).map((event) => event.data)).toEqual([{ writer: winner }]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(1);
  });

  test("commits without a task are never a conflict", async () => {
    const { store } = await open();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        store.commit({ events: [{ type: "agents.reloaded", data: { agents: 26 } }] }),
      ),
    );

    expect(new Set(answers)).toEqual(new Set(["committed"]));
    expect(await store.events.since("0", 100)).toHaveLength(10);
    expect(await store.commit({})).toBe("committed");
  });
}
