import { expect, test } from "vitest";
import { endedToday } from "../../src/board/board-view.ts";
import { readBoard } from "../../src/board/read-board.ts";
import { countEnds, renderBoard } from "../../src/board/render-board.ts";
import { dayOf } from "../../src/budgets/day-of.ts";
import { isTerminal } from "../../src/tasks/task.ts";
import { updateTask } from "../../src/tasks/update-task.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import type { PlanEvent } from "../../src/workflow/plan-event.ts";
import { seededRandom } from "../seeded-random.ts";
import { aPlan, createBoardKit } from "./board-kit.ts";

type Kit = ReturnType<typeof createBoardKit>;

const STEPS = 60;
const HOUR_MS = 3_600_000;
const PASSED = { outcome: "passed", note: "", reports: [] } as const;

function someEvents(): PlanEvent[] {
  return [
    { type: "assignment.started", assignment: "a1", round: 1 },
    { type: "assignment.started", assignment: "a2", round: 1 },
    { type: "assignment.finished", assignment: "a1", round: 1, result: "1.a1" },
    { type: "assignment.finished", assignment: "a2", round: 1, result: "1.a2" },
    { type: "gate.verdict", stage: "s1", round: 1, verdict: PASSED },
    { type: "stage.approved", stage: "s1", by: "Ada" },
    { type: "plan.started", by: "Ada" },
    { type: "task.cancelled", by: "Ada" },
    { type: "task.finished", by: "Ada" },
    { type: "stage.retried", stage: "s1", by: "Ada" },
    {
      type: "assignment.failed",
      assignment: "a1",
      round: 1,
      error: { code: "agents.failed", message: "It broke.", ref: "R-1", isRetryable: true },
    },
  ];
}

/** Opens tasks, moves them on, gives them owners and blocks, and lets time pass, all at random. */
async function live(kit: Kit, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const deps = { ...kit.deps, jobs: kit.jobs, clock: { ...kit.clock, sleep: async () => undefined } };
  let opened = 0;
  for (let step = 0; step < STEPS; step += 1) {
    kit.clock.advance(Math.floor(random() * 2 * HOUR_MS));
    if (opened === 0 || random() < 0.2) {
      opened += 1;
      const plan = aPlan({ isProposed: random() < 0.3, approval: random() < 0.5 });
      await kit.open(`T${opened}`, { plan, requester: { id: pick(["U1", "U2"]) } });
      continue;
    }
    const taskId = `T${1 + Math.floor(random() * opened)}`;
    if (random() < 0.15) {
      const owner = { person: "ben", name: "Ben", at: new Date(kit.clock.now()).toISOString() };
      await updateTask(kit.store, taskId, (task) => ({ task: { ...task, owner } }), {
        nowMs: kit.clock.now(),
      });
      continue;
    }
    await applyPlanEvent({ taskId, event: pick(someEvents()) }, deps);
    // Whoever reads in between must not change what is counted in the end.
    if (random() < 0.1) await readBoard(kit.deps);
  }
}

const ENDS: readonly string[] = ["task.done", "task.failed", "task.dead", "task.cancelled"];

/** What ended today and stayed so, told by the log alone. */
async function recountEnds(kit: Kit, zone: string) {
  const ends = new Map<string, { type: string; at: string }>();
  for (const { type, taskId, at } of await kit.store.events.since("0", 10_000)) {
    if (taskId === undefined) continue;
    if (ENDS.includes(type)) ends.set(taskId, { type, at });
    if (type === "stage.retried") ends.delete(taskId);
  }
  const today = dayOf(kit.clock.now(), zone);
  const types = [...ends.values()]
    .filter(({ at }) => dayOf(Date.parse(at), zone) === today)
    .map(({ type }) => type);
  const count = (...wanted: readonly string[]) => types.filter((type) => wanted.includes(type)).length;
  return {
    done: count("task.done"),
    failed: count("task.failed", "task.dead"),
    cancelled: count("task.cancelled"),
  };
}

test.each(Array.from({ length: 10 }, (_, index) => index + 1))(
  "the board counts what tasks and events say (seed %i)",
  async (seed) => {
    const kit = createBoardKit();
    await live(kit, seed);

    const board = await readBoard(kit.deps);

    const open = (await kit.store.tasks.listRecent(1_000)).filter(({ state }) => !isTerminal(state));
    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
    expect([...ids(board.running), ...ids(board.queued), ...ids(board.held)].toSorted()).toEqual(
      ids(open).toSorted(),
    );
    const decisions = open.flatMap(({ id, plan }) =>
      plan.state === "proposed"
        ? [id]
        : plan.stages.filter(({ state }) => state === "awaiting_approval").map(() => id),
    );
    expect(board.waiting.map(({ taskId = "" }) => taskId).toSorted()).toEqual(decisions.toSorted());
    const zone = "Europe/Lisbon";
    const counted = countEnds(endedToday(board, zone));
    expect(counted).toEqual(await recountEnds(kit, zone));
    const text = renderBoard({ board, people: kit.deps.people, zone, ended: new Map() });
    const shown = /\*\*Done today \((\d+)\)\*\*/u.exec(text)?.[1];
    expect(Number(shown ?? 0)).toBe(counted.done);
  },
);
