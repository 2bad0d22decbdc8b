import type { LoggedEvent } from "../events/event.ts";
import { standingOf } from "./task-standing.ts";
import type { TaskStanding, Wait } from "./task-standing.ts";
import type { BlockedLine, TeamWork, WorkLine } from "./team-work.ts";

/** What the log does not say about a task. */
export interface KnownTask {
  readonly id: string;
  readonly title: string;
  readonly requester: string;
  /** Opens its thread, where the platform has links. */
  readonly link?: string | undefined;
}

export interface TaskHistory {
  readonly task: KnownTask;
  /** All events of the task, in their order. */
  readonly events: readonly LoggedEvent[];
}

/**
 * What agents did since a moment, have in hand, and cannot go on with. Nothing but the event log decides; a task that
 * was done before `sinceMs` is no news.
 */
export function projectWork(histories: readonly TaskHistory[], sinceMs: number): TeamWork {
  const known = histories.map(({ task, events }) => ({ task, standing: standingOf(events) }));
  const isNew = ({ endedAt }: TaskStanding): boolean =>
    endedAt !== undefined && Date.parse(endedAt) >= sinceMs;
  return {
    done: known
      .filter(({ standing }) => standing.state === "done" && isNew(standing))
      .map(({ task, standing }) => lineOf(task, standing.agents)),
    doing: known
      .filter(({ standing }) => standing.state === "running" && standing.waits.length === 0)
      .map(({ task, standing }) =>
        lineOf(task, standing.active.length > 0 ? standing.active : standing.agents),
      ),
    queued: known.filter(({ standing }) => standing.state === "queued" && standing.waits.length === 0).length,
    blocked: known
      .filter(({ standing }) => standing.state !== "failed" || isNew(standing) || isEscalated(standing))
      .flatMap(({ task, standing }) => blockedLine(task, standing)),
  };
}

function isEscalated({ waits }: TaskStanding): boolean {
  return waits.some(({ kind }) => kind === "escalation");
}

function lineOf({ id, title, link }: KnownTask, agents: readonly string[]): WorkLine {
  return { taskId: id, title, agents: [...agents], ...(link === undefined ? {} : { link }) };
}

/** One line for a task, by what it has waited for longest; that it is escalated goes before the rest. */
function blockedLine(task: KnownTask, standing: TaskStanding): BlockedLine[] {
  const [first] = standing.waits.toSorted(
    (a, b) => rank(a) - rank(b) || Date.parse(a.since) - Date.parse(b.since),
  );
  if (first === undefined) return [];
  return [
    {
      ...lineOf(task, standing.agents),
      key: `${task.id}.${first.kind}`,
      what: whatOf(first),
      waitsOn: whomOf(first, task),
      since: first.since,
      isEscalated: isEscalated(standing),
    },
  ];
}

function rank({ kind }: Wait): number {
  return kind === "failure" ? 0 : kind === "escalation" ? 1 : 2;
}

function whatOf({ kind, about }: Wait): string {
  switch (kind) {
    case "start":
      return "its plan waits for Start";
    case "approval":
      return `stage ${about} waits for approval`;
    case "question":
      return "waits for an answer about who should do it";
    case "escalation":
      return "needs help";
    case "budget":
      return "paused by a budget";
    case "failure":
      return "failed";
  }
}

function whomOf({ kind, on }: Wait, { requester }: KnownTask): string[] {
  return kind === "escalation" ? [...on] : kind === "budget" ? [] : [requester];
}
