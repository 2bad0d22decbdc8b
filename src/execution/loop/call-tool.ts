import { toInlineText } from "../brief-text.ts";
import type { ToolCall } from "../model/chat-model.ts";
import type { AgentTool, ToolOutcome } from "../tool.ts";
import { stoppedError, untilAborted } from "./until-aborted.ts";

export interface ToolCallDeps {
  readonly tools: readonly AgentTool[];
  /** Of the whole run. */
  readonly signal: AbortSignal;
  /** Fires when the time of the run is over. */
  readonly deadline: AbortSignal;
}

export interface CalledTool {
  readonly outcome: ToolOutcome;
  /** For people. */
  readonly step: string;
  /** The call itself was wrong: no such tool, or arguments that do not fit. */
  readonly isMistake: boolean;
}

const STEP_CHARS = 120;
const ARGUMENT_CHARS = 80;

/** The shortest argument that is a text tells people most: a path, a name, a pattern. */
function defaultStep({ name, input }: ToolCall): string {
  const texts = Object.values(typeof input === "object" && input !== null ? input : {}).filter(
    (value): value is string => typeof value === "string" && value !== "",
  );
  const [shortest = ""] = texts.sort((a, b) => a.length - b.length);
  return `${name.replaceAll("_", " ")} ${shortest.slice(0, ARGUMENT_CHARS)}`;
}

function mistake(call: ToolCall, text: string): CalledTool {
  return {
    outcome: { text, isError: true },
    step: toInlineText(`wrong call of ${call.name}`, STEP_CHARS),
    isMistake: true,
  };
}

/** Carries out one call. Rejects with `execution.stopped` when the run is stopped, and with what the tool rejects with. */
export async function callTool(call: ToolCall, deps: ToolCallDeps): Promise<CalledTool> {
  const tool = deps.tools.find(({ name }) => name === call.name);
  if (tool === undefined) {
    const names = deps.tools.map(({ name }) => name).join(", ");
    return mistake(call, `There is no tool ${call.name}. There are: ${names === "" ? "none" : names}.`);
  }
  if (call.problem !== undefined) return mistake(call, `The arguments could not be read: ${call.problem}`);
  const parsed = tool.input.safeParse(call.input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join(".")}: ${message}`,
    );
    return mistake(call, `The arguments do not fit. ${problems.join("; ")}`);
  }
  const { signal, deadline } = deps;
  const either = AbortSignal.any([signal, deadline]);
  const outcome = await untilAborted(async () => tool.run(parsed.data, { signal: either }), either).catch(
    (error: unknown): ToolOutcome => {
      if (signal.aborted) throw stoppedError();
      if (deadline.aborted) return { text: "The time for this work is over.", isError: true };
      throw error;
    },
  );
  return { outcome, step: toInlineText(outcome.step ?? defaultStep(call), STEP_CHARS), isMistake: false };
}
