import { z } from "zod";
import type { EventType, LoggedEvent } from "../../events/event.ts";
import { Complexity } from "../../router/route.ts";
import { NEW_RECORD, type AgentRecord, type OpenWork } from "./agent-record.ts";

/** The part of the projection that a batch of events touches; folding changes it in place. */
export interface LoadState {
  readonly agents: Map<string, AgentRecord>;
  readonly tasks: Map<string, OpenWork | null>;
}

/** Long enough for every window and median of the rules, short enough to stay small. */
const KEPT = 50;

const Team = z.object({
  complexity: Complexity,
  requestType: z.string(),
  leader: z.string().optional(),
  assignments: z.record(z.string(), z.string()),
});
const Work = z.object({ assignment: z.string(), agent: z.string() });
const Feedback = z.object({ agent: z.string(), helpful: z.boolean(), isFirst: z.boolean() });
const Away = z.object({
  agent: z.string(),
  by: z.string(),
  untilMs: z.number().optional(),
  reason: z.string().optional(),
});

function recordOf(state: LoadState, agent: string): AgentRecord {
  return state.agents.get(agent) ?? NEW_RECORD;
}

function change(state: LoadState, agent: string, to: Partial<AgentRecord>): void {
  state.agents.set(agent, { ...recordOf(state, agent), ...to });
}

function kept<Item>(list: readonly Item[], item: Item): Item[] {
  return [...list, item].slice(-KEPT);
}

/** Replaces the open work of a task; agents that gain or lose all their part of it count one task more or less. */
function setWork(state: LoadState, taskId: string, work: OpenWork | null): void {
  const before = new Set(Object.values(state.tasks.get(taskId)?.assignments ?? {}));
  const after = new Set(Object.values(work?.assignments ?? {}));
  for (const agent of before) {
    if (!after.has(agent)) change(state, agent, { open: Math.max(0, recordOf(state, agent).open - 1) });
  }
  for (const agent of after) {
    if (!before.has(agent)) change(state, agent, { open: recordOf(state, agent).open + 1 });
  }
  state.tasks.set(taskId, after.size === 0 ? null : work);
}

/** Whatever somebody had in hand for an assignment is out of their hands; with how long they had it. */
function letGo(state: LoadState, agent: string, key: string, atMs: number): number | undefined {
  const { [key]: held, ...running } = recordOf(state, agent).running;
  if (held === undefined) return undefined;
  change(state, agent, { running });
  return Math.max(0, atMs - held.atMs);
}

function foldPlan(state: LoadState, taskId: string, event: LoggedEvent): void {
  const team = Team.safeParse(event.data);
  if (!team.success) return;
  const { complexity, requestType, leader, assignments } = team.data;
  dropRunning(state, taskId, assignments);
  setWork(state, taskId, { complexity, requestType, assignments });
  if (leader === undefined || event.type === "task.replanned") return;
  const taken = { atMs: Date.parse(event.at), requestType, complexity };
  change(state, leader, { taken: kept(recordOf(state, leader).taken, taken) });
}

/** Those of a task who are not in the new plan have nothing of it in hand any more. */
function dropRunning(state: LoadState, taskId: string, stay: OpenWork["assignments"]): void {
  for (const [id, agent] of Object.entries(state.tasks.get(taskId)?.assignments ?? {})) {
    if (stay[id] !== agent) letGo(state, agent, `${taskId}/${id}`, 0);
  }
}

function foldStart(state: LoadState, taskId: string, event: LoggedEvent): void {
  const work = Work.safeParse(event.data);
  if (!work.success) return;
  const { assignment, agent } = work.data;
  // Work that no plan announced is counted from its start.
  const known = state.tasks.get(taskId) ?? { complexity: "medium", requestType: "", assignments: {} };
  setWork(state, taskId, { ...known, assignments: { ...known.assignments, [assignment]: agent } });
  const key = `${taskId}/${assignment}`;
  const { running } = recordOf(state, agent);
  // A start after a crash is the time that counts: the median is of work, not of waiting for a worker to be missed.
  change(state, agent, {
    running: { ...running, [key]: { atMs: Date.parse(event.at), complexity: known.complexity } },
  });
}

function foldEnd(state: LoadState, taskId: string, event: LoggedEvent): void {
  const work = Work.safeParse(event.data);
  if (!work.success) return;
  const { assignment, agent } = work.data;
  const atMs = Date.parse(event.at);
  const ok = event.type === "assignment.done";
  const complexity = state.tasks.get(taskId)?.complexity ?? "medium";
  const took = letGo(state, agent, `${taskId}/${assignment}`, atMs);
  const record = recordOf(state, agent);
  const measured = record.durations[complexity] ?? [];
  change(state, agent, {
    done: record.done + (ok ? 1 : 0),
    outcomes: kept(record.outcomes, { atMs, ok }),
    ...(ok && took !== undefined
      ? { durations: { ...record.durations, [complexity]: kept(measured, took) } }
      : {}),
  });
  const open = state.tasks.get(taskId);
  if (open === null || open === undefined) return;
  const { [assignment]: _ended, ...assignments } = open.assignments;
  setWork(state, taskId, { ...open, assignments });
}

/** What a person says of a result counts like one more outcome of whoever led; changing one's mind counts no more. */
function foldFeedback(state: LoadState, event: LoggedEvent): void {
  const said = Feedback.safeParse(event.data);
  if (!said.success || !said.data.isFirst) return;
  const { agent, helpful } = said.data;
  const outcome = { atMs: Date.parse(event.at), ok: helpful };
  change(state, agent, { outcomes: kept(recordOf(state, agent).outcomes, outcome) });
}

function foldTaskEnd(state: LoadState, taskId: string): void {
  dropRunning(state, taskId, {});
  setWork(state, taskId, null);
}

function foldAvailability(state: LoadState, event: LoggedEvent): void {
  const said = Away.safeParse(event.data);
  if (!said.success) return;
  const { agent, ...about } = said.data;
  const { away: _before, ...record } = recordOf(state, agent);
  const away = { sinceMs: Date.parse(event.at), ...about };
  state.agents.set(agent, event.type === "agent.away" ? { ...record, away } : record);
}

/** Tasks whose open work an event may change. */
export function touchedTask({ type, taskId }: LoggedEvent): string | undefined {
  return /^(?:task|assignment)\./u.test(type) ? taskId : undefined;
}

const FOLDS: Readonly<
  Partial<Record<EventType, (state: LoadState, taskId: string, event: LoggedEvent) => void>>
> = {
  "task.created": foldPlan,
  "task.reassigned": foldPlan,
  "task.retried": foldPlan,
  "task.replanned": foldPlan,
  "assignment.started": foldStart,
  "assignment.done": foldEnd,
  "assignment.failed": foldEnd,
  "task.done": foldTaskEnd,
  "task.failed": foldTaskEnd,
  "task.dead": foldTaskEnd,
  "task.cancelled": foldTaskEnd,
};

/** Takes one event in. Events that say nothing about load, or are of an older shape, change nothing. */
export function foldLoad(state: LoadState, event: LoggedEvent): void {
  const { type, taskId } = event;
  if (type === "agent.away" || type === "agent.back") foldAvailability(state, event);
  else if (type === "feedback.given") foldFeedback(state, event);
  else if (taskId !== undefined) FOLDS[type]?.(state, taskId, event);
}
