import { expect, test } from "vitest";
import type { EventType, LoggedEvent } from "../../src/events/event.ts";
import { projectWork } from "../../src/standups/project-work.ts";
import { prefillFor } from "../../src/standups/prefill.ts";

const NOW = Date.parse("2031-03-03T09:00:00.000Z");
const HOUR = 3_600_000;

type Fact = readonly [EventType, Record<string, unknown>?];

function history(...facts: readonly Fact[]) {
  const events = facts.map(([type, data = {}], at): LoggedEvent => {
    return {
      id: `${at}-0`,
      type,
      at: new Date(NOW - (facts.length - at) * HOUR).toISOString(),
      taskId: "T1",
      data,
    };
  });
  return [{ task: { id: "T1", title: "Ship it", requester: "ada" }, events }];
}

const START: Fact = ["assignment.started", { agent: "code" }];
const ASK: Fact = ["stage.approval_asked", { stage: "s2" }];

test.each<[string, readonly Fact[], string]>([
  ["new work", [["task.created"]], "queued 1"],
  ["work in hand", [["task.created"], START], "doing code"],
  [
    "work between two agents",
    [["task.created"], START, ["assignment.done", { agent: "code" }]],
    "doing code",
  ],
  ["done work", [["task.created"], START, ["task.done"]], "done code"],
  ["cancelled work", [["task.created"], START, ["task.cancelled"]], ""],
  ["a plan that waits", [["task.created", { isProposed: true }]], "blocked T1.start ada"],
  [
    "a plan that was started",
    [["task.created", { isProposed: true }], ["plan.started"], START],
    "doing code",
  ],
  ["an approval", [["task.created"], START, ASK], "blocked T1.approval ada"],
  [
    "an approval that was given",
    [["task.created"], START, ASK, ["stage.approved", { stage: "s2" }]],
    "doing code",
  ],
  [
    "the approval of another stage",
    [["task.created"], START, ASK, ["stage.approved", { stage: "s1" }]],
    "blocked T1.approval ada",
  ],
  [
    "an escalation",
    [START, ["escalation.raised", { id: "E", askedOf: ["ben", "team"] }]],
    "blocked T1.escalation ben,team escalated",
  ],
  [
    "an escalation that is over",
    [START, ["escalation.raised", { id: "E" }], ["escalation.resolved", { id: "E" }]],
    "doing code",
  ],
  ["a failure", [START, ["task.failed", { code: "x" }]], "blocked T1.failure ada"],
  ["a failure that was taken up", [START, ["task.failed"], ["task.retried"], START], "doing code"],
  ["a pause by a budget", [START, ["budget.paused"]], "blocked T1.budget "],
  ["an end to the pause", [START, ["budget.paused"], START], "doing code"],
  ["a question", [["task.created"], ["question.asked"]], "blocked T1.question ada"],
])("%s is told as what it is", (_, facts, expected) => {
  const { done, doing, queued, blocked } = projectWork(history(...facts), NOW - 100 * HOUR);
  const told = [
    ...done.map(({ agents }) => `done ${agents.join(",")}`),
    ...doing.map(({ agents }) => `doing ${agents.join(",")}`),
    ...(queued > 0 ? [`queued ${queued}`] : []),
    ...blocked.map(
      (line) => `blocked ${line.key} ${line.waitsOn.join(",")}${line.isEscalated ? " escalated" : ""}`,
    ),
  ];

  expect(told.join("; ")).toBe(expected);
});

test("what was done or failed before the last standup is no news", () => {
  const { done } = projectWork(history(START, ["task.done"]), NOW);
  const { blocked } = projectWork(history(START, ["task.failed"]), NOW);

  expect([done, blocked]).toEqual([[], []]);
});

test("people are offered what the log knows of their own tasks alone", () => {
  const nameOf = (who: string) => who.toUpperCase();
  const histories = history(START, ["escalation.raised", { id: "E", askedOf: ["ben"] }]);
  const offer = (id: string, agents: readonly string[]) =>
    prefillFor({ id, agents }, histories, { sinceMs: 0, nameOf });

  expect(offer("ada", [])).toEqual({ blockers: "T1 Ship it: needs help", needs: "T1 waits on BEN" });
  expect(offer("chi", ["code"])).toEqual(offer("ada", []));
  expect(offer("chi", ["debug"])).toEqual({});
});
