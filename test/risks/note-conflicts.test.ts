import { expect, test } from "vitest";
import { noteConflicts } from "../../src/risks/note-conflicts.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { aTask } from "../store-contract/samples.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";

function open(wip = { perAgent: 2, perPerson: 1, byAgent: {} }) {
  const store = createMemoryStore({ now: () => 0 });
  const people: Readonly<Record<string, string>> = { ui: "ana", docs: "ana" };
  return {
    store,
    add: async (id: string, agent: string, state: "proposed" | "started" = "started") => {
      const { plan } = aPlannedTask([
        aStage("work", [agent]),
        aStage("later", ["busy"], { needs: ["work"] }),
      ]);
      const task = aTask(id, { plan: { ...plan, state } });
      await store.commit({ task });
      return task;
    },
    look: async () => noteConflicts({ store, wip: () => wip, personBehind: (agent) => people[agent] }),
    conflicts: async () =>
      (await store.events.since("0", 100)).map(
        ({ type, data }) => `${type} ${String(data["resource"])}: ${String(data["between"])}`,
      ),
  };
}

test("logs that more tasks need an agent than it may have in hand, once", async () => {
  const { add, look, conflicts } = open();
  await add("T1", "code");
  await add("T2", "code");
  await look();
  expect(await conflicts()).toEqual([]);

  await add("T3", "code");
  await look();
  await look();

  expect(await conflicts()).toEqual(["resource.conflict code: T1,T2,T3"]);
});

test("logs that one person is wanted through two agents", async () => {
  const { add, look, conflicts } = open({ perAgent: 2, perPerson: 1, byAgent: {} });
  await add("T1", "ui");
  await add("T2", "docs");
  await look();

  expect(await conflicts()).toEqual(["resource.conflict ana: T1,T2"]);
});

test("does not count plans that nobody has started, and stages whose turn has not come", async () => {
  const { add, look, conflicts } = open({ perAgent: 1, perPerson: 5, byAgent: {} });
  await add("T1", "a");
  await add("T2", "b");
  await add("T3", "a", "proposed");
  await look();

  expect(await conflicts()).toEqual([]);
});

test("takes a queue that grows for one matter, and begins anew when it was over", async () => {
  const { add, look, conflicts, store } = open({ perAgent: 1, perPerson: 5, byAgent: {} });
  const first = await add("T1", "code");
  const second = await add("T2", "code");
  await look();
  const third = await add("T3", "code");
  await look();
  for (const task of [first, second]) {
    await store.commit({ task: { ...task, version: 2, state: "done" } });
    await look();
  }
  await store.commit({ task: { ...third, version: 2 } });
  await add("T4", "code");
  await look();

  expect(await conflicts()).toEqual(["resource.conflict code: T1,T2", "resource.conflict code: T3,T4"]);
});
