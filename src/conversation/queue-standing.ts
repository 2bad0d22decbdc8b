import { estimateStart } from "../orchestration/estimate-start.ts";
import { placeOf } from "../tasks/age-priorities.ts";
import { assignmentJob, assignmentsOf, taskIdOfJob } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import type { ConversationDeps } from "./conversation-deps.ts";

/** Where a task that waits stands in the queue. */
export interface QueueStanding {
  /** Agent jobs that workers take before its first one. */
  readonly ahead: number;
  /** When it probably begins, in milliseconds from now; absent until enough work was measured. */
  readonly startsInMs?: number;
}

/** Longer queues are counted, not looked at. */
const LOOKED_AT = 500;

type Deps = Pick<ConversationDeps, "jobs" | "load" | "definitions" | "agents" | "clock">;

async function estimate(jobIds: readonly string[], deps: Deps): Promise<number | undefined> {
  const state = await deps.load.snapshot();
  const open = await deps.load.openWork([...new Set(jobIds.map(taskIdOfJob))]);
  const ahead = jobIds.map((id) => {
    const work = open.get(taskIdOfJob(id));
    const assignment = id.split("-").slice(2).join("-");
    return {
      agent: work?.assignments[assignment] ?? "",
      complexity: work?.complexity ?? ("medium" as const),
    };
  });
  const agents = deps.agents().agents.map(({ id }) => id);
  return estimateStart(ahead, agents, { state, rules: deps.definitions().playbook.workload.estimates });
}

/** Where a task stands, or would stand if its jobs were added now. Never rejects: a queue that is away has nobody. */
export async function queueStanding(task: Task, deps: Deps): Promise<QueueStanding> {
  try {
    const count = await deps.jobs.waiting("agent.run");
    if (count === 0) return { ahead: 0 };
    const waiting = await deps.jobs.waitingJobs("agent.run", LOOKED_AT);
    const own = new Set(assignmentsOf(task).map((assignment) => assignmentJob(task, assignment).id));
    const at = waiting.findIndex(({ id }) => own.has(id));
    const place = placeOf(task, deps.clock.now(), deps.definitions().rules.priority);
    const before = at === -1 ? waiting.filter(({ priority = 0 }) => priority <= place) : waiting.slice(0, at);
    const isBehindAll = at === -1 && before.length === waiting.length;
    const ahead = isBehindAll ? Math.max(count, before.length) : before.length;
    if (ahead === 0) return { ahead };
    const startsInMs =
      ahead > LOOKED_AT
        ? undefined
        : await estimate(
            before.map(({ id }) => id),
            deps,
          );
    return { ahead, ...(startsInMs === undefined ? {} : { startsInMs }) };
  } catch {
    return { ahead: 0 };
  }
}

/** "about 12 min", as people say it. */
export function shownWait(ms: number): string {
  if (ms < 60_000) return "within a minute";
  const minutes = Math.round(ms / 60_000);
  if (minutes < 90) return `in about ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `in about ${hours} h` : `in about ${Math.round(hours / 24)} d`;
}

/** "3 ahead of it in the queue; it should start in about 12 min." */
export function renderWait({ ahead, startsInMs }: QueueStanding): string {
  if (ahead === 0) return "It starts now.";
  const start = startsInMs === undefined ? "" : `; it should start ${shownWait(startsInMs)}`;
  return `${ahead} ahead of it in the queue${start}.`;
}
