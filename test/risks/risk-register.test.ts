import { expect, test } from "vitest";
import { isOverdue } from "../../src/risks/risk.ts";
import { addRisk, closeRisk, openSeedRisks, readRisks } from "../../src/risks/risk-register.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { DAY, createTestClock } from "../store-contract/contract-kit.ts";

const NEW = { level: "low", title: "t", description: "d", mitigation: "m", owner: "code" } as const;
const SEEDS = [
  { ...NEW, id: "R1", level: "medium", due: "P2D" },
  { ...NEW, id: "R2", level: "high" },
] as const;

function open() {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  return { clock, store, ids: async () => (await readRisks(store)).map(({ id }) => id) };
}

test("opens what a project starts with, each once, with its day counted from then", async () => {
  const { clock, store, ids } = open();
  await openSeedRisks(SEEDS, store, clock.now());
  await closeRisk("R2", { by: "ana", reason: "done" }, { store, nowMs: clock.now() });
  clock.advance(DAY);
  await openSeedRisks(SEEDS, store, clock.now());

  const risks = await readRisks(store);
  expect(await ids()).toEqual(["R1", "R2"]);
  expect(risks[0]).toMatchObject({ due: "2031-03-05", openedAt: "2031-03-03T09:00:00.000Z" });
  expect(risks[1]?.closed).toMatchObject({ by: "ana", reason: "done" });
});

test("lists open ones first, the worst of them first", async () => {
  const { clock, store, ids } = open();
  await openSeedRisks(SEEDS, store, clock.now());
  await addRisk({ ...NEW, level: "high" }, { store, nowMs: clock.now(), source: "m1" });
  await closeRisk("R2", { by: "ana", reason: "done" }, { store, nowMs: clock.now() });

  expect(await ids()).toEqual(["R3", "R1", "R2"]);
});

test("gives numbers of their own to risks that are added at the same moment", async () => {
  const { clock, store, ids } = open();

  await Promise.all(
    Array.from({ length: 8 }, async (_, n) => addRisk(NEW, { store, nowMs: clock.now(), source: `m${n}` })),
  );

  expect(await ids()).toEqual(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]);
});

test("opens one risk for a message, however often it is processed", async () => {
  const { clock, store, ids } = open();

  const first = await addRisk(NEW, { store, nowMs: clock.now(), source: "m1" });
  const again = await addRisk(NEW, { store, nowMs: clock.now(), source: "m1" });

  expect(again).toEqual(first);
  expect(await ids()).toEqual(["R1"]);
});

test("keeps the first reason when a risk is closed twice", async () => {
  const { clock, store } = open();
  await openSeedRisks(SEEDS, store, clock.now());
  const close = async (reason: string) =>
    closeRisk("R1", { by: "ana", reason }, { store, nowMs: clock.now() });

  expect(await close("first")).toMatchObject({ outcome: "closed" });
  expect(await close("second")).toMatchObject({
    outcome: "was_closed",
    risk: { closed: { reason: "first" } },
  });
  expect(await closeRisk("R9", { by: "ana", reason: "x" }, { store, nowMs: 0 })).toBeUndefined();
});

test("is overdue from the day after", async () => {
  const { clock, store } = open();
  await openSeedRisks(SEEDS, store, clock.now());
  const [risk, other] = (await readRisks(store)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const at = (day: string): number => Date.parse(`${day}T23:00:00.000Z`);

  expect([isOverdue(risk!, at("2031-03-05")), isOverdue(risk!, at("2031-03-06"))]).toEqual([false, true]);
  expect(isOverdue(other!, at("2040-01-01"))).toBe(false);
});
