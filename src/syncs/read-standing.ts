import { nameOfEscalation } from "../escalations/escalation.ts";
import { listOpenEscalations } from "../escalations/list-open-escalations.ts";
import type { LoggedEvent } from "../events/event.ts";
import type { Store } from "../store/store.ts";
import { digest } from "../text/digest.ts";
import type { Stage, Task } from "../tasks/task.ts";
import { isFree, isStageOver } from "../workflow/stage-state.ts";

/** An agent at work. */
export interface AtWork {
  readonly agent: string;
  readonly stage: string;
  readonly since: string;
}

/** A stage that is not over, and what it comes after. */
export interface NextStage {
  readonly title: string;
  readonly agents: readonly string[];
  readonly after: readonly string[];
}

/** What a task waits for, in half a sentence. */
export interface Waiting {
  readonly what: string;
  /** Who is asked: that others are by now is no news of the team. */
  readonly whom: readonly string[];
}

/** Where the agents of a task stand. */
export interface TeamStanding {
  readonly atWork: readonly AtWork[];
  /** Titles of the stages that are over. */
  readonly done: readonly string[];
  /** Agents that are through in stages that are not over. */
  readonly through: readonly { readonly agent: string; readonly stage: string }[];
  readonly next: readonly NextStage[];
  readonly waits: readonly Waiting[];
}

const WAITING: ReadonlySet<Stage["state"]> = new Set(["waiting", "ready", "rework"]);

function startedAt(assignment: string, events: readonly LoggedEvent[], fallback: string): string {
  const started = events.findLast(
    ({ type, data }) => type === "assignment.started" && data["assignment"] === assignment,
  );
  return started?.at ?? fallback;
}

function atWorkOf({ plan, updatedAt }: Task, events: readonly LoggedEvent[]): AtWork[] {
  return plan.stages.flatMap(({ title, assignments }) =>
    assignments
      .filter(({ state }) => state === "running")
      .map(({ id, agent }) => ({ agent, stage: title, since: startedAt(id, events, updatedAt) })),
  );
}

function nextOf(task: Task): NextStage[] {
  const { stages } = task.plan;
  const waiting = stages.filter(({ state }) => WAITING.has(state));
  const free = waiting.filter((stage) => isFree(task, stage));
  return (free.length > 0 ? free : waiting.slice(0, 1)).map(({ title, assignments, needs }) => ({
    title,
    agents: [...new Set(assignments.map(({ agent }) => agent))],
    after: stages
      .filter((stage) => needs.includes(stage.id) && !isStageOver(stage))
      .map((stage) => stage.title),
  }));
}

async function waitsOf({ id, plan, blocked }: Task, store: Pick<Store, "documents">): Promise<Waiting[]> {
  const escalations = (await listOpenEscalations(store)).filter(({ taskId }) => taskId === id);
  const inState = (wanted: Stage["state"]): string[] =>
    plan.stages.flatMap(({ state, title }) => (state === wanted ? [`“${title}”`] : []));
  return [
    ...inState("awaiting_approval").map((stage) => ({ what: `${stage} for an approval`, whom: [] })),
    ...inState("gating").map((stage) => ({ what: `${stage} for its gates`, whom: [] })),
    ...(blocked === undefined
      ? []
      : [{ what: `all of it, since it is blocked: ${blocked.reason}`, whom: [] }]),
    ...escalations.map((one) => ({
      what: `**${nameOfEscalation(one)}**`,
      whom: one.owner === undefined ? one.askedOf : [one.owner],
    })),
  ];
}

/** Reads where the agents of a task stand; `events` are those of the task. */
export async function readStanding(
  task: Task,
  events: readonly LoggedEvent[],
  store: Pick<Store, "documents">,
): Promise<TeamStanding> {
  const { stages } = task.plan;
  return {
    atWork: atWorkOf(task, events),
    done: stages.filter(isStageOver).map(({ title }) => title),
    through: stages
      .filter((stage) => !isStageOver(stage))
      .flatMap(({ title, assignments }) =>
        assignments.filter(({ state }) => state === "done").map(({ agent }) => ({ agent, stage: title })),
      ),
    next: nextOf(task),
    waits: await waitsOf(task, store),
  };
}

/** The same for the same standing: whether there is anything to tell since the last time. */
export function standingDigest(standing: TeamStanding): string {
  return digest(JSON.stringify({ ...standing, waits: standing.waits.map(({ what }) => what) }));
}
