import { once } from "node:events";
import { BotError } from "../../src/errors.ts";
import type { AgentRun, AgentRunner } from "../../src/execution/agent-runner.ts";
import type { AgentResult } from "../../src/tasks/task.ts";

interface Turn {
  readonly delivers: string;
  readonly holds: boolean;
}

/** The work of agents as a scenario has it. */
export interface FlowWork {
  add(agent: string, turn: Turn): void;
  go(agent: string): void;
  around(runner: AgentRunner): AgentRunner;
}

function toResult(text: string): AgentResult {
  return {
    summary: text.slice(0, 200),
    body: text,
    madeBy: "scenario",
    handoff: {
      findings: [text.slice(0, 200)],
      artifacts: [],
      openQuestions: [],
      evidence: [{ kind: "reference", title: "what was done", target: "scenario" }],
      tried: ["what was asked"],
      nextSteps: ["go on from here"],
    },
  };
}

/** Until it may go on; rejects when the work is stopped. */
async function held({ signal }: AgentRun, go: AbortSignal): Promise<void> {
  const either = AbortSignal.any([signal, go]);
  if (!either.aborted) await once(either, "abort");
  if (signal.aborted) throw new BotError("simulate.failed", "The work was stopped.");
}

export function createFlowWork(): FlowWork {
  const turns = new Map<string, Turn[]>();
  const waiting = new Map<string, AbortController>();

  return {
    add: (agent, turn) => void turns.set(agent, [...(turns.get(agent) ?? []), turn]),
    go: (agent) => waiting.get(agent)?.abort(),
    around: () => ({
      name: "scenario",
      async run(run) {
        const { agent } = run.assignment;
        const turn = turns.get(agent)?.shift() ?? { delivers: `${agent} has had a look.`, holds: false };
        if (turn.holds) {
          const go = new AbortController();
          waiting.set(agent, go);
          await held(run, go.signal);
        }
        return toResult(turn.delivers);
      },
    }),
  };
}
