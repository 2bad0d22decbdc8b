import { BotError } from "../errors.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import type { AgentResult } from "../tasks/task.ts";

export interface ScriptedFailure {
  readonly tries: number;
  /** No further try can help. */
  readonly forGood: boolean;
  readonly saying: string;
}

export interface ScriptedResult {
  readonly text: string;
  /** The same at so many turns. */
  readonly times: number;
  /** What is to be changed, where the agent asks for that. */
  readonly changes?: string | undefined;
  /** By path in the workspace, written when the turn comes. */
  readonly files: Readonly<Record<string, string>>;
}

type Turn =
  | { readonly kind: "fail"; readonly failure: ScriptedFailure }
  | { readonly kind: "deliver"; readonly result: ScriptedResult };

/** What agents do instead of their work, by agent and in the order in which it was scripted. */
export interface ScriptedWork {
  fail(agent: string, failure: ScriptedFailure): void;
  deliver(agent: string, result: ScriptedResult): void;
  /** The real work, but for what is scripted. */
  around(runner: AgentRunner): AgentRunner;
}

/** As a real agent would deliver it: with a whole handoff, and its files for evidence. */
function toResult({ text, changes, files }: ScriptedResult): AgentResult {
  const paths = Object.keys(files);
  const targets = paths.length === 0 ? ["scenario"] : paths;
  return {
    summary: text,
    body: text,
    madeBy: "scenario",
    ...(changes === undefined ? {} : { changes }),
    handoff: {
      findings: [text],
      artifacts: paths,
      openQuestions: [],
      evidence: targets.map((target) => ({ kind: "reference", title: "what was done", target })),
      tried: [text],
      nextSteps: ["go on from here"],
    },
  };
}

/** `write` puts what agents leave behind into the workspace. */
export function createScriptedWork({
  write,
}: {
  readonly write: (path: string, text: string) => Promise<void>;
}): ScriptedWork {
  const turns = new Map<string, Turn[]>();

  function add(agent: string, turn: Turn, times: number): void {
    turns.set(agent, [...(turns.get(agent) ?? []), ...Array.from({ length: times }, () => turn)]);
  }

  return {
    fail: (agent, failure) => add(agent, { kind: "fail", failure }, failure.forGood ? 1 : failure.tries),
    deliver: (agent, result) => add(agent, { kind: "deliver", result }, result.times),
    around: (runner) => ({
      name: `scripted, else ${runner.name}`,
      async run(run) {
        const turn = turns.get(run.assignment.agent)?.shift();
        if (turn === undefined) return runner.run(run);
        if (turn.kind === "deliver") {
          for (const [path, text] of Object.entries(turn.result.files)) await write(path, text);
          return toResult(turn.result);
        }
        const { saying, forGood } = turn.failure;
        throw new BotError("simulate.failed", saying, { retryable: !forGood });
      },
    }),
  };
}
