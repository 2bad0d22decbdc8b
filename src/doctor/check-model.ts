import { z } from "zod";
import { BotError } from "../errors.ts";
import type { ChatModel } from "../execution/model/chat-model.ts";
import { toSchema } from "../execution/report/read-report.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

export interface ModelCheckOptions {
  /** All models that the configuration names, each once. */
  readonly names: readonly string[];
  readonly open: (name: string) => Promise<ChatModel>;
  /** After this long a model counts as not answering. */
  readonly withinMs: number;
}

const NAME = "language model";

const PROBE = {
  name: "say_ready",
  description: "Says that you are ready.",
  schema: toSchema(z.object({ ready: z.boolean() })),
};

function problem(name: string, error: unknown): DoctorLine {
  const message = error instanceof BotError ? error.message : `${name} failed.`;
  const remedy = "Correct SWITCHYARD_MODEL or `models`, its address and its key, or start its server.";
  return { name: NAME, verdict: "problem", message, remedy };
}

async function probe(name: string, { open, withinMs }: ModelCheckOptions): Promise<DoctorLine> {
  const startedAt = performance.now();
  try {
    const model = await open(name);
    const answer = await model.answer({
      messages: [
        { role: "system", text: "You are tested. Call the tool." },
        { role: "user", text: "Are you ready? Call say_ready." },
      ],
      tools: [PROBE],
      mustCall: PROBE.name,
      signal: AbortSignal.timeout(withinMs),
    });
    const took = `answers in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
    if (answer.calls.some((call) => call.name === PROBE.name && call.problem === undefined)) {
      return { name: NAME, verdict: "ok", message: `${name} ${took} and calls tools.` };
    }
    const remedy = "Use a model that knows tools; its server may need an option for that.";
    const message = `${name} ${took}, but does not call tools, so its agents cannot look at anything.`;
    return { name: NAME, verdict: "warning", message, remedy };
  } catch (error) {
    const stopped = error instanceof BotError && error.code === "execution.stopped";
    const late = new BotError(
      "llm.timeout",
      `${name} gave no answer within ${Math.round(withinMs / 1_000)} s.`,
    );
    return problem(name, stopped ? late : error);
  }
}

/** Whether the language models of agents can be reached, answer and call tools: asks each of them one small question. */
export function checkModel(options: ModelCheckOptions): DoctorCheck {
  return {
    name: NAME,
    async run() {
      if (options.names.length === 0) {
        return [{ name: NAME, verdict: "off", message: "None is configured, so agents give a brief." }];
      }
      return Promise.all(options.names.map(async (name) => probe(name, options)));
    },
  };
}
