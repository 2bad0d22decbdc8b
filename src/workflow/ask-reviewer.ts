import { z } from "zod";
import type { AgentCatalogue } from "../agents/agent.ts";
import type { AgentRunner, ReceivedWork } from "../execution/agent-runner.ts";
import { describeEvidence } from "../gates/evidence.ts";
import type { AskReviewer, ReviewAnswer, ReviewRequest } from "../gates/gate-context.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";
import type { Assignment, Stage, Task } from "../tasks/task.ts";
import { receivedWork } from "./handoff.ts";
import { stageOf } from "./stage-state.ts";

export interface AskReviewerDeps {
  readonly store: Store;
  readonly agents: Pick<AgentCatalogue, "get">;
  /** Who carries out reviews; absent where nobody but a person can judge. */
  readonly runner?: AgentRunner;
}

const KIND = "reviews";

/** What a reviewer answered; kept, so that the same question is asked once. */
const Review = z.object({
  kind: z.enum(["approved", "changes_requested"]),
  by: z.string(),
  comment: z.string(),
});

/** Rounds are part of it: work that was done again is looked at again. */
function reviewId({ key, stageId }: ReviewRequest, task: Task): string {
  const stage = stageId === undefined ? undefined : stageOf(task, stageId);
  return `${key}.r${task.round}.${stage?.round ?? 0}`;
}

function seatOf(request: ReviewRequest): Assignment {
  return {
    id: `${request.gate}-${request.reviewer}`,
    agent: request.reviewer,
    role: "gate",
    reason: `${request.question} ${request.why}`,
    state: "running",
    starts: 1,
    round: request.attempt,
  };
}

interface Asked {
  readonly request: ReviewRequest;
  readonly signal?: AbortSignal | undefined;
}

/** What the gate has found out so far. */
function shownEvidence({ evidence }: ReviewRequest, stage: Stage | undefined): ReceivedWork[] {
  if (evidence.length === 0 || stage === undefined) return [];
  return [{ from: "gate", stage: stage.title, summary: evidence.map(describeEvidence).join("; ") }];
}

async function askAgent(
  { request, signal = new AbortController().signal }: Asked,
  task: Task,
  deps: AskReviewerDeps,
): Promise<ReviewAnswer> {
  const agent = deps.agents.get(request.reviewer);
  if (agent === undefined || deps.runner === undefined) return { kind: "pending" };
  const results = await deps.store.tasks.results(task.id);
  const stage = request.stageId === undefined ? undefined : stageOf(task, request.stageId);
  const received = (stage?.assignments ?? []).flatMap(({ agent: from, result }) => {
    const found = result === undefined ? undefined : results.get(result);
    return found === undefined || stage === undefined
      ? []
      : [{ from, stage: stage.title, summary: found.summary }];
  });
  const before = stage === undefined ? [] : receivedWork(task, stage.assignments[0]?.id ?? "", results);
  const result = await deps.runner.run({
    task,
    assignment: seatOf(request),
    agent,
    received: [...before, ...received, ...shownEvidence(request, stage)],
    signal,
    progress: () => undefined,
    followUps: async () => [],
  });
  // Advice is no judgement: a person has to look.
  if (result.isAdvice === true) return { kind: "pending" };
  return result.changes === undefined
    ? { kind: "approved", by: request.reviewer, comment: result.summary }
    : { kind: "changes_requested", by: request.reviewer, comment: result.changes };
}

/**
 * Puts the question of a gate to the reviewer's agent and keeps the answer. `pending` where nobody can answer: the
 * stage then waits for a person.
 */
export function createAskReviewer(deps: AskReviewerDeps): AskReviewer {
  const { store } = deps;
  return async (request, signal) => {
    const task = await store.tasks.get(request.taskId);
    if (task === undefined || deps.runner === undefined) return { kind: "pending" };
    const id = reviewId(request, task);
    const stored = await store.documents.get(KIND, id);
    if (stored !== undefined) return parseStored(Review, stored, `docs:${KIND} ${id}`);
    const answer = await askAgent({ request, signal }, task, deps);
    if (answer.kind === "pending") return answer;
    const { gate, check, reviewer } = request;
    await store.commit({
      documents: [{ kind: KIND, id, value: JSON.stringify(answer), expected: null }],
      events: [
        {
          type: "review.answered",
          taskId: task.id,
          data: { id, gate, check, reviewer, answer: answer.kind },
        },
      ],
    });
    return answer;
  };
}
