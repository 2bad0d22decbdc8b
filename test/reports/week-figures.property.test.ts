import { expect, test } from "vitest";
import type { EventType, LoggedEvent } from "../../src/events/event.ts";
import { countEnded, countWeek, createWeekCounter } from "../../src/reports/week-figures.ts";
import { seededRandom } from "../seeded-random.ts";

const HOUR = 3_600_000;
const START = Date.parse("2031-03-01T00:00:00.000Z");
const SPAN = { fromMs: START + 48 * HOUR, toMs: START + 216 * HOUR };
const TYPES: readonly EventType[] = [
  "task.created",
  "assignment.started",
  "assignment.done",
  "stage.sent_back",
  "stage.judged",
  "stage.approval_asked",
  "stage.approved",
  "escalation.raised",
  "escalation.resolved",
  "benchmark.measured",
  "task.done",
  "task.failed",
  "task.cancelled",
  "task.bumped",
];

/** A log of two weeks in which anything may follow anything. */
function randomLog(seed: number): LoggedEvent[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const times = Array.from({ length: 300 }, () => START + Math.floor(random() * 14 * 24 * HOUR)).sort(
    (a, b) => a - b,
  );
  return times.map((atMs, at) => ({
    id: `${at}-0`,
    type: pick(TYPES),
    at: new Date(atMs).toISOString(),
    taskId: `T${1 + Math.floor(random() * 20)}`,
    data: {
      agent: pick(["code", "debug", "architect"]),
      stage: pick(["s1", "s2"]),
      id: pick(["E1", "E2", "E3"]),
      reports: [
        { kind: "gate", verdict: pick(["passed", "failed", "not_run"]) },
        { kind: "hook", verdict: "passed" },
      ],
      benchmark: "encode",
      value: 1,
      baseline: 1,
      lossPercent: random() * 10 - 5,
    },
  }));
}

const BY = {
  isOurs: (taskId: string) => Number(taskId.slice(1)) <= 15,
  dateOf: (atMs: number) => new Date(atMs).toISOString().slice(0, 10),
  domainOf: (agent: string) => agent,
  // Every other hour.
  workedMs: (fromMs: number, toMs: number) => (toMs - fromMs) / 2,
};

/** Counts by looking at the whole log again for each figure, as plainly as can be. */
function recount(log: readonly LoggedEvent[]) {
  const ours = log.filter(({ taskId }) => BY.isOurs(taskId ?? ""));
  const inside = ours.filter(({ at }) => Date.parse(at) >= SPAN.fromMs && Date.parse(at) < SPAN.toMs);
  const of = (type: EventType) => inside.filter((event) => event.type === type);
  const gates = of("stage.judged").map(({ data }) => (data["reports"] as { verdict: string }[])[0]?.verdict);
  const ends = inside.filter(({ type }) => ["task.done", "task.failed", "task.cancelled"].includes(type));
  const lastEnd = (taskId: string) => ends.findLast((event) => event.taskId === taskId)?.type;
  const ids = [...new Set(ends.map(({ taskId }) => taskId ?? ""))];
  return {
    opened: of("task.created").length,
    done: ids.filter((id) => lastEnd(id) === "task.done").length,
    failed: ids.filter((id) => lastEnd(id) === "task.failed").length,
    sentBack: of("stage.sent_back").length,
    passed: gates.filter((verdict) => verdict === "passed").length,
    gatesFailed: gates.filter((verdict) => verdict === "failed").length,
    measured: of("benchmark.measured").length,
    byDay: Object.fromEntries(
      [...new Set(inside.map(({ at }) => at.slice(0, 10)))].map((date) => [
        date,
        ["task.created", "task.done", "task.failed"].map(
          (type) => inside.filter((event) => event.type === type && event.at.startsWith(date)).length,
        ),
      ]),
    ),
  };
}

test("totals equal a recount of the event log", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const log = randomLog(seed);
    const figures = countWeek(log, SPAN, BY);
    const again = recount(log);
    const byDay = Object.fromEntries(
      Object.keys(again.byDay).map((date) => {
        const day = figures.days.get(date);
        return [date, [day?.opened ?? 0, day?.done ?? 0, day?.failed ?? 0]];
      }),
    );

    expect({
      opened: figures.opened,
      done: countEnded(figures, "done"),
      failed: countEnded(figures, "failed"),
      sentBack: figures.handoffs.sentBack,
      passed: figures.gates.passed,
      gatesFailed: figures.gates.failed,
      measured: figures.benchmarks.measured,
      byDay,
    }).toEqual(again);
    expect(figures.blockers.cleared).toBeLessThanOrEqual(log.length);
    expect(figures.blockers.clearedMs).toBeGreaterThanOrEqual(0);
  }
});

test("weeks side by side count every event once", () => {
  const log = randomLog(7);
  const middle = SPAN.fromMs + 60 * HOUR;
  const whole = countWeek(log, SPAN, BY);
  const parts = [
    createWeekCounter({ fromMs: SPAN.fromMs, toMs: middle }, BY),
    createWeekCounter({ fromMs: middle, toMs: SPAN.toMs }, BY),
  ];
  for (const event of log) for (const part of parts) part.add(event);
  const [first, second] = parts.map((part) => part.figures());

  expect((first?.opened ?? 0) + (second?.opened ?? 0)).toBe(whole.opened);
  expect((first?.blockers.cleared ?? 0) + (second?.blockers.cleared ?? 0)).toBe(whole.blockers.cleared);
  expect((first?.blockers.clearedMs ?? 0) + (second?.blockers.clearedMs ?? 0)).toBe(whole.blockers.clearedMs);
  expect((first?.handoffs.passedOn ?? 0) + (second?.handoffs.passedOn ?? 0)).toBe(whole.handoffs.passedOn);
});

function event(
  type: EventType,
  hours: number,
  data: Record<string, unknown> = {},
  taskId = "T1",
): LoggedEvent {
  return { id: `${hours}-0`, type, at: new Date(SPAN.fromMs + hours * HOUR).toISOString(), taskId, data };
}

test.each([
  [
    "an approval that is given",
    [event("stage.approval_asked", 1, { stage: "s" }), event("stage.approved", 4, { stage: "s" })],
    3,
  ],
  [
    "an escalation from the week before",
    [event("escalation.raised", -5, { id: "E" }), event("escalation.resolved", 2, { id: "E" })],
    7,
  ],
  [
    "whatever is open when its task is done",
    [event("escalation.raised", 1, { id: "E" }), event("task.done", 6)],
    5,
  ],
  ["nothing of what is still open", [event("escalation.raised", 1, { id: "E" }), event("task.failed", 6)], 0],
])("the time to clear blockers counts %s", (_, log, hours) => {
  const { clearedMs, workedMs } = countWeek(log, SPAN, BY).blockers;

  expect([clearedMs / HOUR, workedMs / HOUR]).toEqual([hours, hours / 2]);
});

test("work that goes to another agent is a handoff, and shared when the agents are of two domains", () => {
  const log = [
    event("assignment.started", 1, { agent: "code" }),
    event("assignment.done", 2, { agent: "code" }),
    event("assignment.started", 3, { agent: "debug" }),
    event("assignment.done", 4, { agent: "debug" }),
    event("assignment.started", 5, { agent: "debug" }),
  ];
  const { handoffs, shared } = countWeek(log, SPAN, BY);

  expect([handoffs.passedOn, shared]).toEqual([1, 1]);
});
