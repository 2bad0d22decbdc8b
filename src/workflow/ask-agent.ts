import type { AgentCatalogue } from "../agents/agent.ts";
import type { AgentRunner, ReceivedWork } from "../execution/agent-runner.ts";
import { describeEvidence } from "../gates/evidence.ts";
import type { ReviewAnswer, ReviewRequest } from "../gates/gate-context.ts";
import type { Assignment } from "../tasks/task.ts";
import type { StageJudgement } from "./stage-checks.ts";

export interface AskAgentDeps {
  readonly runner: AgentRunner;
  readonly agents: () => AgentCatalogue;
}

function workOf({ stage, results }: StageJudgement, evidence: ReviewRequest["evidence"]): ReceivedWork[] {
  const done = stage.assignments.flatMap(({ agent, result }): ReceivedWork[] => {
    const found = result === undefined ? undefined : results.get(result);
    return found === undefined ? [] : [{ from: agent, stage: stage.title, summary: found.summary }];
  });
  const shown = evidence.map(describeEvidence).join("; ");
  return shown === "" ? done : [...done, { from: "gate", stage: stage.title, summary: shown }];
}

/**
 * Puts a gate's question to the agent that it names. What asks for changes is a no, any other work is a yes with its
 * summary, and mere advice is no answer: then a person has to look.
 */
export function createAgentReview({ runner, agents }: AskAgentDeps) {
  return async (request: ReviewRequest, judgement: StageJudgement): Promise<ReviewAnswer> => {
    const { reviewer, question, why, evidence } = request;
    const agent = agents().get(reviewer);
    if (agent === undefined) return { kind: "pending" };
    const { task, stage, signal } = judgement;
    const assignment: Assignment = {
      id: `${stage.id}-${request.gate}-${request.check}`,
      agent: reviewer,
      role: "gate",
      reason: `${question} ${why}`,
      state: "running",
      starts: 1,
      round: stage.round,
    };
    const received = workOf(judgement, evidence);
    const result = await runner.run({ task, assignment, agent, received, signal });
    if (result.isAdvice === true) return { kind: "pending" };
    return result.changes === undefined
      ? { kind: "approved", by: reviewer, comment: result.summary }
      : { kind: "changes_requested", by: reviewer, comment: result.changes };
  };
}
