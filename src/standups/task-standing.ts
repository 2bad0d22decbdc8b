import { z } from "zod";
import type { EventType, LoggedEvent } from "../events/event.ts";

/** What a task waits for, and since when. */
export interface Wait {
  readonly kind: "start" | "approval" | "question" | "escalation" | "budget" | "failure";
  /** Tells two waits of a kind apart: a stage, the id of an escalation. */
  readonly about: string;
  readonly on: readonly string[];
  readonly since: string;
}

/** Where a task stands by what the event log says of it. */
export interface TaskStanding {
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** At work right now. */
  readonly active: readonly string[];
  /** Were at work at some time. */
  readonly agents: readonly string[];
  readonly waits: readonly Wait[];
}

const NEW: TaskStanding = { state: "queued", active: [], agents: [], waits: [] };

const texts = z.array(z.string()).catch([]);

function text(event: LoggedEvent, key: string): string {
  const value = event.data[key];
  return typeof value === "string" ? value : "";
}

function without(waits: readonly Wait[], kind: Wait["kind"], about?: string): readonly Wait[] {
  return waits.filter((wait) => wait.kind !== kind || (about !== undefined && wait.about !== about));
}

function waitFor(
  standing: TaskStanding,
  event: LoggedEvent,
  wait: Pick<Wait, "kind" | "about" | "on">,
): TaskStanding {
  const others = without(standing.waits, wait.kind, wait.about);
  return { ...standing, waits: [...others, { ...wait, since: event.at }] };
}

function over(standing: TaskStanding, kind: Wait["kind"], about?: string): TaskStanding {
  return { ...standing, waits: without(standing.waits, kind, about) };
}

function begin(standing: TaskStanding, event: LoggedEvent): TaskStanding {
  const agent = text(event, "agent");
  const add = (list: readonly string[]) => [...new Set([...list, ...(agent === "" ? [] : [agent])])];
  const { startedAt = event.at } = standing;
  const going = over(over(standing, "budget"), "failure");
  return {
    ...going,
    state: "running",
    startedAt,
    active: add(going.active),
    agents: add(going.agents),
  };
}

function ended(standing: TaskStanding, event: LoggedEvent, state: "done" | "cancelled"): TaskStanding {
  return { ...standing, state, endedAt: event.at, active: [], waits: [] };
}

/** A failed task is nobody's any more until somebody takes it up. */
function failed(standing: TaskStanding, event: LoggedEvent): TaskStanding {
  const waits: Wait[] = [
    ...standing.waits.filter(({ kind }) => kind === "escalation"),
    { kind: "failure", about: text(event, "code"), on: [], since: event.at },
  ];
  return { ...standing, state: "failed", endedAt: event.at, active: [], waits };
}

/** It goes on after an end, or was asked to. */
function again({ endedAt: _ended, ...standing }: TaskStanding): TaskStanding {
  return over({ ...standing, state: standing.agents.length > 0 ? "running" : "queued" }, "failure");
}

type Step = (standing: TaskStanding, event: LoggedEvent) => TaskStanding;

const stops: Step = (standing, event) => ({
  ...standing,
  active: standing.active.filter((agent) => agent !== text(event, "agent")),
});

const decided: Step = (standing, event) => over(standing, "approval", text(event, "stage"));

/** What each event means for its task; others say nothing about where it stands. */
const STEPS: Readonly<Partial<Record<EventType, Step>>> = {
  "task.created": (standing, event) =>
    event.data["isProposed"] === true
      ? waitFor(standing, event, { kind: "start", about: "", on: [] })
      : standing,
  "plan.started": (standing) => over(standing, "start"),
  "assignment.started": begin,
  "assignment.done": stops,
  "assignment.failed": stops,
  "stage.approval_asked": (standing, event) =>
    waitFor(standing, event, { kind: "approval", about: text(event, "stage"), on: [] }),
  "stage.approved": decided,
  "stage.refused": decided,
  "stage.skipped": decided,
  "question.asked": (standing, event) => waitFor(standing, event, { kind: "question", about: "", on: [] }),
  "question.answered": (standing) => over(standing, "question"),
  "task.reassigned": (standing) => over(standing, "question"),
  "escalation.raised": (standing, event) => {
    const on = texts.parse(event.data["askedOf"]);
    return waitFor(standing, event, { kind: "escalation", about: text(event, "id"), on });
  },
  "escalation.resolved": (standing, event) => over(standing, "escalation", text(event, "id")),
  "budget.paused": (standing, event) => waitFor(standing, event, { kind: "budget", about: "", on: [] }),
  "task.retried": again,
  "stage.retried": again,
  "task.done": (standing, event) => ended(standing, event, "done"),
  "task.cancelled": (standing, event) => ended(standing, event, "cancelled"),
  "task.failed": failed,
  "task.dead": failed,
};

/** Folds the events of one task, in their order; events of other tasks say nothing about it. */
export function standingOf(events: readonly LoggedEvent[]): TaskStanding {
  return events.reduce((standing, event) => STEPS[event.type]?.(standing, event) ?? standing, NEW);
}
