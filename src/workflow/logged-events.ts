import type { EventType, NewEvent } from "../events/event.ts";
import type { Task } from "../tasks/task.ts";
import type { EndState, PlanEffect, PlanEvent } from "./plan-event.ts";
import type { DecidedStep } from "./plan-changes.ts";
import { placeOf } from "./stage-state.ts";

interface Fact {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

const ENDED: Readonly<Record<EndState, EventType>> = {
  done: "task.done",
  failed: "task.failed",
  dead: "task.dead",
  cancelled: "task.cancelled",
};

function agentOf(task: Task, id: string): string | undefined {
  return placeOf(task, id)?.assignment.agent;
}

function cause({ step, before, advance }: DecidedStep): Fact[] {
  const { event } = step;
  const { task } = advance;
  const at = { round: before.round, ...("round" in event ? { stageRound: event.round } : {}) };
  switch (event.type) {
    case "plan.started":
      return [{ type: "plan.started", data: { by: event.by } }];
    case "plan.changed":
      return [
        { type: "plan.changed", data: { by: event.by, pattern: event.plan.pattern, round: task.round } },
      ];
    case "assignment.started": {
      const start = placeOf(task, event.assignment)?.assignment.starts;
      const data = { assignment: event.assignment, agent: agentOf(task, event.assignment), start };
      const first: Fact[] = before.state === "queued" ? [{ type: "task.started", data: {} }] : [];
      return [...first, { type: "assignment.started", data }];
    }
    case "assignment.finished": {
      const madeBy = step.result?.value.madeBy;
      const data = { assignment: event.assignment, agent: agentOf(before, event.assignment), madeBy, ...at };
      return [{ type: "assignment.done", data }];
    }
    case "assignment.failed": {
      const { code } = event.error;
      const data = { assignment: event.assignment, agent: agentOf(before, event.assignment), code };
      return [{ type: "assignment.failed", data }];
    }
    case "gate.verdict":
      return [judged(event)];
    case "stage.approved":
    case "stage.refused":
    case "stage.retried":
    case "stage.skipped":
      return [{ type: event.type, data: { stage: event.stage, by: event.by, round: task.round } }];
    case "assignment.reassigned":
      return [{ type: event.type, data: { stage: event.stage, to: event.to, by: event.by } }];
    case "task.cancelled":
    case "task.finished":
      // The end itself says so.
      return [];
  }
}

function judged({ stage, verdict }: Extract<PlanEvent, { type: "gate.verdict" }>): Fact {
  const reports = verdict.reports.map(({ kind, id, verdict: said, attempt, reviewers }) => ({
    kind,
    id,
    verdict: said,
    attempt,
    reviewers,
  }));
  const { outcome, rollback } = verdict;
  const back = rollback === undefined ? {} : { rollback };
  return { type: "stage.judged", data: { stage, outcome, reports, ...back } };
}

function consequence(effect: PlanEffect, { step, advance }: DecidedStep): Fact[] {
  const { task } = advance;
  switch (effect.type) {
    case "task.ended": {
      const { error } = task;
      const why = error === undefined ? {} : { reference: error.ref, code: error.code };
      const isByPerson = step.event.type === "task.cancelled" || step.event.type === "task.finished";
      const by = isByPerson ? { by: step.event.by } : {};
      const assignments = task.plan.stages.flatMap((stage) => stage.assignments).length;
      return [{ type: ENDED[effect.state], data: { ...why, ...by, assignments } }];
    }
    case "escalate":
      return [{ type: "task.escalated", data: { stage: effect.stage, trigger: effect.trigger } }];
    case "collaboration.sync":
      return [{ type: "collaboration.synced", data: { stage: effect.stage, ...effect.sync } }];
    case "post": {
      const { note } = effect;
      if (note.kind === "stage_done") return [{ type: "stage.done", data: { stage: note.stage } }];
      if (note.kind === "approval") return [{ type: "stage.approval_asked", data: { stage: note.stage } }];
      if (note.kind === "rework")
        return [{ type: "stage.sent_back", data: { stage: note.stage, target: note.target, by: note.by } }];
      return [];
    }
    case "stage.start":
    case "assignments.start":
    case "stage.finish":
    case "jobs.cancel":
      return [];
  }
}

/** A step of a plan in the event log: what happened, and what followed from it. */
export function loggedEvents(decided: DecidedStep): NewEvent[] {
  const facts = [
    ...cause(decided),
    ...decided.advance.effects.flatMap((effect) => consequence(effect, decided)),
  ];
  return facts.map(({ type, data }) => ({ type, taskId: decided.before.id, data }));
}
