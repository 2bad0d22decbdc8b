import { expect, test } from "vitest";
import { threadKey } from "../../src/chat/message-key.ts";
import type { Store } from "../../src/store/store.ts";
import type { Task, TaskState } from "../../src/tasks/task.ts";
import { MINUTE } from "./contract-kit.ts";
import type { Open, TestClock } from "./contract-kit.ts";
import { aConversation, aResult, aTask, nextVersion } from "./samples.ts";

interface Opened {
  readonly store: Store;
  readonly clock: TestClock;
}

/** Creates tasks one minute after the other, in the given order. */
async function createTasks({ store, clock }: Opened, ids: readonly string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const id of ids) {
    const at = new Date(clock.now()).toISOString();
    const task = aTask(id, { createdAt: at, updatedAt: at });
    await store.commit({ task });
    tasks.push(task);
    clock.advance(MINUTE);
  }
  return tasks;
}

const idsOf = (tasks: readonly Task[]) => tasks.map((task) => task.id);

export function taskPromises(open: Open): void {
  test("does not know a task that was never written", async () => {
    const { store } = await open();

    expect(await store.tasks.get("T404")).toBeUndefined();
    expect(await store.tasks.ofThread("console-acme-C1-404")).toBeUndefined();
    expect((await store.tasks.results("T404")).size).toBe(0);
    expect(await store.events.ofTask("T404")).toEqual([]);
  });

  test("finds a task by every thread that was given to it", async () => {
    const { store } = await open();
    const other = threadKey(aConversation({ channel: "C2", thread: "300.1" }));
    await store.commit({ task: aTask("T1") });

    await store.commit({ thread: { threadKey: other, taskId: "T1" } });

    expect((await store.tasks.ofThread(other))?.id).toBe("T1");
    expect((await store.tasks.ofThread(threadKey(aTask("T1").thread)))?.id).toBe("T1");
  });

  test("gives a task back as it was written", async () => {
    const { store } = await open();
    const error = { code: "agent.timeout", message: "Took too long: 10 min", ref: "01J" };
    const task = aTask("T1", { state: "failed", title: 'Überprüfe 🦀 "x" \\n', error });

    await store.commit({ task });

    expect(await store.tasks.get("T1")).toEqual(task);
  });

  test("finds the task of a thread, and keeps finding it after it ended", async () => {
    const opened = await open();
    const { store } = opened;
    const [first, second] = await createTasks(opened, ["T1", "T2"]);
    const thread = threadKey(aConversation({ thread: "200.T1" }));

    const running = await store.tasks.ofThread(thread);
    if (first !== undefined) await store.commit({ task: nextVersion(first, { state: "done" }) });
    const done = await store.tasks.ofThread(thread);

    expect(running).toEqual(first);
    expect([done?.id, done?.state]).toEqual(["T1", "done"]);
    expect(await store.tasks.ofThread(threadKey(aConversation({ thread: "200.T2" })))).toEqual(second);
    expect(await store.tasks.ofThread(threadKey(aConversation({ channel: "C2", thread: "200.T1" })))).toBe(
      undefined,
    );
  });

  test("lists open tasks oldest first, whatever their ids sort like", async () => {
    const opened = await open();
    await createTasks(opened, ["T9", "T10", "T2", "T1"]);

    expect(idsOf(await opened.store.tasks.listOpen(10))).toEqual(["T9", "T10", "T2", "T1"]);
    expect(idsOf(await opened.store.tasks.listOpen(2))).toEqual(["T9", "T10"]);
  });

  test.each<TaskState>(["done", "failed", "dead", "cancelled"])(
    "leaves %s tasks out of the open ones and in the recent ones",
    async (state) => {
      const opened = await open();
      const { store } = opened;
      const [first, second] = await createTasks(opened, ["T1", "T2"]);

      if (first !== undefined) await store.commit({ task: nextVersion(first, { state: "running" }) });
      if (second !== undefined) await store.commit({ task: nextVersion(second, { state }) });

      expect(idsOf(await store.tasks.listOpen(10))).toEqual(["T1"]);
      expect(idsOf(await store.tasks.listRecent(10))).toEqual(["T2", "T1"]);
    },
  );

  test("opens a finished task again when a retry brings it back to the queue", async () => {
    const opened = await open();
    const { store } = opened;
    const [first] = await createTasks(opened, ["T1", "T2"]);
    if (first === undefined) throw new Error("no task");
    const dead = nextVersion(first, { state: "dead" });
    await store.commit({ task: dead });

    await store.commit({ task: nextVersion(dead, { state: "queued", round: 2 }) });

    expect(idsOf(await store.tasks.listOpen(10))).toEqual(["T1", "T2"]);
  });

  test("lists recent tasks newest first and each once, however often it changed", async () => {
    const opened = await open();
    const { store } = opened;
    const [first] = await createTasks(opened, ["T9", "T10", "T2"]);

    if (first !== undefined) await store.commit({ task: nextVersion(first, { state: "running" }) });

    expect(idsOf(await store.tasks.listRecent(10))).toEqual(["T2", "T10", "T9"]);
    expect(idsOf(await store.tasks.listRecent(1))).toEqual(["T2"]);
  });

  test("keeps results of a task by field, the last one written for each", async () => {
    const { store } = await open();
    await store.commit({ task: aTask("T1") });

    await store.commit({ result: { taskId: "T1", field: "s1.a1.1", result: aResult("first") } });
    await store.commit({ result: { taskId: "T1", field: "s1.a2.1", result: aResult("other") } });
    await store.commit({ result: { taskId: "T1", field: "s1.a1.1", result: aResult("again") } });
    await store.commit({ result: { taskId: "T2", field: "s1.a1.1", result: aResult("of T2") } });

    const results = await store.tasks.results("T1");
    expect(results).toEqual(
      new Map([
        ["s1.a1.1", aResult("again")],
        ["s1.a2.1", aResult("other")],
      ]),
    );
  });

  test("hands out copies of tasks, not its own", async () => {
    const { store } = await open();
    const task = aTask("T1");
    await store.commit({ task });
    task.title = "changed by the caller";

    const first = await store.tasks.get("T1");
    try {
      if (first !== undefined) first.plan.stages.length = 0;
    } catch {
      // Refused, which keeps the promise as well.
    }

    const second = await store.tasks.get("T1");
    expect(second?.title).toBe(aTask("T1").title);
    expect(second?.plan.stages).toHaveLength(1);
  });
}
