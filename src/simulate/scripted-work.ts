import { BotError } from "../errors.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";

export interface ScriptedFailure {
  readonly tries: number;
  /** No further try can help. */
  readonly forGood: boolean;
  readonly saying: string;
}

type Turn =
  | { readonly kind: "fail"; readonly failure: ScriptedFailure }
  | { readonly kind: "deliver"; readonly text: string };

/** What agents do instead of their work, by agent and in the order in which it was scripted. */
export interface ScriptedWork {
  fail(agent: string, failure: ScriptedFailure): void;
  deliver(agent: string, text: string): void;
  /** The real work, but for what is scripted. */
  around(runner: AgentRunner): AgentRunner;
}

export function createScriptedWork(): ScriptedWork {
  const turns = new Map<string, Turn[]>();

  function add(agent: string, more: readonly Turn[]): void {
    turns.set(agent, [...(turns.get(agent) ?? []), ...more]);
  }

  return {
    fail: (agent, failure) =>
      add(
        agent,
        Array.from(
          { length: failure.forGood ? 1 : failure.tries },
          () => ({ kind: "fail", failure }) as const,
        ),
      ),
    deliver: (agent, text) => add(agent, [{ kind: "deliver", text }]),
    around: (runner) => ({
      name: runner.name,
      async run(run) {
        const turn = turns.get(run.assignment.agent)?.shift();
        if (turn === undefined) return runner.run(run);
        if (turn.kind === "deliver") return { summary: turn.text, body: turn.text, madeBy: "scenario" };
        const { saying, forGood } = turn.failure;
        throw new BotError("simulate.failed", saying, { retryable: !forGood });
      },
    }),
  };
}
