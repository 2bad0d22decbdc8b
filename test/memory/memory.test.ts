import { expect, test } from "vitest";
import { createMemory } from "../../src/memory/create-memory.ts";
import { createScopeOf } from "../../src/memory/memory-scope.ts";
import { createConversation, textsOf } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock, DAY } from "../store-contract/contract-kit.ts";
import { aConversation, aTask } from "../store-contract/samples.ts";

const scopeOf = createScopeOf(
  [
    { id: "dev", platform: "console", channel: "C1", team: "core" },
    { id: "chat", platform: "console", channel: "C2" },
    { id: "leads", platform: "console", channel: "C3", team: "core", private: true },
    { id: "lobby", platform: "console", channel: "C4" },
  ],
  [{ id: "core", channels: ["chat"] }],
);

function open() {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const memory = createMemory({ store, now: clock.now, scopeOf, keepDays: 10 });
  const at = (channel: string) => aConversation({ channel });
  return {
    clock,
    store,
    memory,
    at,
    note: async (channel: string, text: string, source = text) =>
      memory.note(text, { place: at(channel), by: "Ada", source }),
    texts: async (channel: string) => (await memory.of(at(channel))).notes.map(({ text }) => text),
  };
}

test.each([
  ["a channel of the team", "C1", { C1: 1, C2: 1, C3: 0, C4: 0, D1: 0 }],
  ["a private channel of the team", "C3", { C1: 0, C2: 0, C3: 1, C4: 0, D1: 0 }],
  ["a channel of no team", "C4", { C1: 0, C2: 0, C3: 0, C4: 1, D1: 0 }],
  ["a direct message", "D1", { C1: 0, C2: 0, C3: 0, C4: 0, D1: 1 }],
])("what is remembered in %s is known where it belongs and nowhere else", async (_name, from, known) => {
  const { note, texts } = open();
  await note(from, "we squash");

  const counts = await Promise.all(
    Object.keys(known).map(async (channel) => [channel, (await texts(channel)).length] as const),
  );

  expect(Object.fromEntries(counts)).toEqual(known);
});

test("a place cannot forget what another one knows", async () => {
  const { memory, note, at, texts } = open();
  await note("C3", "secret plan");
  await note("C1", "we squash");

  expect(await memory.forget("M1", { place: at("C1"), by: "U2" })).toBe(0);
  expect(await memory.forget("all", { place: at("C2"), by: "U2" })).toBe(1);

  expect(await texts("C3")).toEqual(["secret plan"]);
  expect(await texts("C1")).toEqual([]);
});

test("a message makes one note, however often it comes, and credentials stay out of it", async () => {
  const { note, texts } = open();
  await note("C1", "the key is AKIAABCDEFGHIJKLMNOP", "k1");
  await note("C1", "the key is AKIAABCDEFGHIJKLMNOP", "k1");

  expect(await texts("C1")).toEqual(["the key is [redacted]"]);
});

test("a thread knows what was asked, answered and decided in it, the last few things only", async () => {
  const { store, memory } = open();
  const task = aTask("T1");
  const result = { summary: "The pool is never drained.", body: "b", madeBy: "test" };
  const [stage] = task.plan.stages;
  if (stage === undefined) throw new Error("there is no stage");
  const done = stage.assignments.map((each) => ({ ...each, state: "done" as const, result: "1.a1" }));
  await store.commit({
    task: { ...task, plan: { ...task.plan, stages: [{ ...stage, assignments: done }] } },
    result: { taskId: "T1", field: "1.a1", result },
    events: [{ type: "task.created", taskId: "T1" }],
  });
  const approved = { type: "stage.approved", taskId: "T1", data: { by: "Ben", stage: "s1" } } as const;
  await store.commit({ events: [approved, { type: "task.done", taskId: "T1" }] });

  const { thread } = await memory.of(task.thread);

  expect(thread.map(({ kind, by, text }) => [kind, by, text])).toEqual([
    ["asked", "U1", "the allocator test fails"],
    ["decided", "Ben", "approved the stage Work"],
    ["answered", "debug", "The pool is never drained."],
  ]);
  await store.commit({ events: Array.from({ length: 30 }, () => approved) });
  expect((await memory.of(task.thread)).thread).toHaveLength(16);
  expect((await memory.of({ ...task.thread, thread: "other" })).thread).toEqual([]);
});

test("a forgotten thread stays forgotten", async () => {
  const { store, memory } = open();
  const task = aTask("T1");
  await store.commit({ task, events: [{ type: "task.created", taskId: "T1" }] });

  expect(await memory.forget("thread", { place: task.thread, by: "U1" })).toBe(1);

  expect((await memory.of(task.thread)).thread).toEqual([]);
});

test("what is too old is known no more and leaves the store", async () => {
  const { clock, store, memory, note, texts } = open();
  await note("C1", "we squash");
  const task = aTask("T1");
  await store.commit({ task, events: [{ type: "task.created", taskId: "T1" }] });
  await memory.of(task.thread);
  clock.advance(10 * DAY + 1);
  await note("C1", "we rebase");

  expect(await texts("C1")).toEqual(["we rebase"]);
  await memory.sweep();

  expect((await store.documents.list("memory")).size).toBe(1);
  expect((await store.documents.list("thread-memory")).size).toBe(0);
});

test("/remember, /memory and /forget", async () => {
  const kit = createConversation();
  Object.assign(kit.deps, {
    memory: createMemory({ store: kit.store, now: kit.clock.now, scopeOf, keepDays: 10 }),
  });
  const ask = async (id: string, name: string, args = "") => textsOf(await kit.command(id, name, args))[0];

  expect(await ask("c1", "remember", "we squash")).toBe(
    "Remembered as **M1** in the team's channels: we squash",
  );
  expect(await ask("c2", "memory")).toContain("- **M1** we squash (Ada, 2031-03-03)");
  expect(await ask("c3", "forget", "everything")).toContain("Forget what?");
  expect(await ask("c4", "forget", "M1")).toBe("Forgotten.");
  expect(await ask("c5", "memory")).toContain("Nothing is remembered in the channels of the team core.");
});
