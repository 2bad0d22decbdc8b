import { expect, test } from "vitest";
import type { Open } from "./contract-kit.ts";
import { ADDRESS, aPost, aTask } from "./samples.ts";

/** Small records of features of their own. */
export function documentPromises(open: Open): void {
  test("keeps a document as it was written, apart from those of other kinds", async () => {
    const { store } = await open();
    const value = '{"title":"the \\"nightly\\" 构建 🦀"}';

    await store.commit({
      documents: [
        { kind: "risk", id: "R1", value },
        { kind: "link", id: "R1", value: "{}" },
      ],
    });

    expect(await store.documents.get("risk", "R1")).toBe(value);
    expect(await store.documents.get("risk", "R2")).toBeUndefined();
    expect(await store.documents.get("none", "R1")).toBeUndefined();
    expect([...(await store.documents.list("link"))]).toEqual([["R1", "{}"]]);
    expect((await store.documents.list("none")).size).toBe(0);
  });

  test("lists a kind by id, whatever the order of writing", async () => {
    const { store } = await open();
    for (const id of ["b", "a", "c"]) await store.commit({ documents: [{ kind: "risk", id, value: id }] });
    await store.commit({ documents: [{ kind: "risk", id: "c", value: null }] });

    expect([...(await store.documents.list("risk"))]).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
  });

  test.each([
    ["nothing is there, and something is", "old", null],
    ["something is there, and nothing is", null, "old"],
    ["one thing is there, and another is", "old", "older"],
  ])("writes nothing of a commit that expects that %s", async (_, stored, expected) => {
    const { store } = await open();
    if (stored !== null) await store.commit({ documents: [{ kind: "risk", id: "R1", value: stored }] });

    const answer = await store.commit({
      documents: [
        { kind: "risk", id: "R0", value: "new" },
        { kind: "risk", id: "R1", value: "new", expected },
      ],
      task: aTask("T1"),
      events: [{ type: "task.created", taskId: "T1" }],
      deliveries: [aPost("d1")],
    });

    expect(answer).toBe("conflict");
    expect(await store.documents.get("risk", "R1")).toBe(stored ?? undefined);
    expect(await store.documents.get("risk", "R0")).toBeUndefined();
    expect(await store.tasks.get("T1")).toBeUndefined();
    expect(await store.events.since("0", 10)).toEqual([]);
    expect(await store.deliveries.pendingCount(ADDRESS)).toBe(0);
  });

  test("lets one of many writers win that expect the same", async () => {
    const { store } = await open();
    await store.commit({ documents: [{ kind: "cursor", id: "x", value: "1" }] });

    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, n) =>
        store.commit({ documents: [{ kind: "cursor", id: "x", value: `2.${n}`, expected: "1" }] }),
      ),
    );

    expect(answers.filter((answer) => answer === "committed")).toHaveLength(1);
    expect(await store.documents.get("cursor", "x")).toBe(`2.${answers.indexOf("committed")}`);
  });

  test("leaves documents alone when it tidies up", async () => {
    const { store, clock } = await open();
    await store.commit({ documents: [{ kind: "risk", id: "R1", value: "{}" }] });
    const end = clock.now() + 1;

    await store.housekeeping.sweep({ eventsMs: end, tasksMs: end, deliveriesMs: end, labelsMs: end });

    expect(await store.documents.get("risk", "R1")).toBe("{}");
  });
}
