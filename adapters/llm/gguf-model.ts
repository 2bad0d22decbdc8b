import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { BotError, messageOf } from "../../src/errors.ts";
import type {
  ChatModel,
  ModelAnswer,
  ModelRequest,
  ModelTool,
} from "../../src/execution/model/chat-model.ts";
import { stoppedError } from "../../src/execution/loop/until-aborted.ts";
import { toGgufTurns } from "./gguf-prompt.ts";
import { loadGgufRuntime } from "./gguf-runtime.ts";
import type { GgufChat, GgufGrammar, GgufLlama, GgufSequence } from "./gguf-runtime.ts";
import { boundsFor, fitToSchema, toGrammarSchema } from "./gguf-schema.ts";
import { createSaidReader } from "./said-text.ts";

export interface GgufOptions {
  /** Where node-llama-cpp is looked for when it is not beside Switchyard. */
  readonly packagesDir: string;
  readonly contextTokens: number;
  readonly threads?: number | undefined;
  /** Absent: as many as fit; 0: the processor alone. */
  readonly gpuLayers?: number | undefined;
}

interface Opened {
  readonly llama: GgufLlama;
  readonly sequence: GgufSequence;
  readonly chat: GgufChat;
}

const MAX_SAY = 200;

async function open(path: string, options: GgufOptions): Promise<Opened> {
  const { packagesDir, contextTokens, threads, gpuLayers } = options;
  await access(path).catch((error: unknown) => {
    throw new BotError("llm.model_unavailable", `There is no model file ${path}.`, { cause: error });
  });
  const { getLlama, LlamaChat } = await loadGgufRuntime(packagesDir);
  try {
    const llama = await getLlama({
      gpu: gpuLayers === 0 ? false : "auto",
      build: "never",
      logLevel: "error",
      progressLogs: false,
    });
    const layers = gpuLayers === undefined ? {} : { gpuLayers };
    const model = await llama.loadModel({ modelPath: path, ...layers });
    const cores = threads === undefined ? {} : { threads };
    const context = await model.createContext({ contextSize: contextTokens, ...cores });
    const sequence = context.getSequence();
    return { llama, sequence, chat: new LlamaChat({ contextSequence: sequence }) };
  } catch (error) {
    throw new BotError("llm.model_unavailable", `The model ${path} cannot be loaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** An answer is one call of one of the tools, with a sentence before it that people can read while it is written. */
function answerSchema(tools: readonly ModelTool[], outputTokens: number | undefined) {
  const bounds = boundsFor(outputTokens);
  const one = ({ name, schema }: ModelTool) => ({
    type: "object",
    properties: {
      say: { type: "string", minLength: 1, maxLength: Math.min(MAX_SAY, bounds.text) },
      tool: { const: name },
      input: toGrammarSchema(schema, bounds),
    },
  });
  return tools.length === 1 && tools[0] !== undefined ? one(tools[0]) : { oneOf: tools.map(one) };
}

const Called = z.object({ say: z.string().default(""), tool: z.string(), input: z.unknown() });

function toParts(response: string, tools: readonly ModelTool[]): Pick<ModelAnswer, "text" | "calls"> {
  if (tools.length === 0) return { text: response, calls: [] };
  try {
    const { say, tool, input } = Called.parse(JSON.parse(response));
    const schema = tools.find(({ name }) => name === tool)?.schema ?? {};
    return { text: say, calls: [{ id: "call_0", name: tool, input: fitToSchema(input, schema) }] };
  } catch {
    return { text: response, calls: [] };
  }
}

type OutputOptions = GgufOptions & { readonly outputTokens?: number | undefined };

/** Opens the model once; what was missing may be there next time. */
function opensOnce(path: string, options: GgufOptions): () => Promise<Opened> {
  let opening: Promise<Opened> | undefined;
  return async () => {
    opening ??= open(path, options);
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
}

/** A grammar for each set of tools, made once. */
function createGrammars(outputTokens: number | undefined) {
  const grammars = new Map<string, Promise<GgufGrammar>>();
  return async (tools: readonly ModelTool[], llama: GgufLlama): Promise<{ grammar?: GgufGrammar }> => {
    if (tools.length === 0) return {};
    const key = JSON.stringify(tools);
    const known = grammars.get(key) ?? llama.createGrammarForJsonSchema(answerSchema(tools, outputTokens));
    grammars.set(key, known);
    return { grammar: await known };
  };
}

function createGenerator(name: string, options: OutputOptions) {
  const path = resolve(name.slice(name.indexOf(":") + 1).replace(/^~(?=\/)/u, homedir()));
  const opened = opensOnce(path, options);
  const grammarFor = createGrammars(options.outputTokens);
  return async ({ messages, tools, mustCall, signal, onText }: ModelRequest): Promise<ModelAnswer> => {
    if (signal.aborted) throw stoppedError();
    const { llama, chat, sequence } = await opened();
    const offered = mustCall === undefined ? tools : tools.filter((tool) => tool.name === mustCall);
    const say = onText ?? (() => undefined);
    const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter;
    const { response, metadata } = await chat.generateResponse(toGgufTurns(messages, offered), {
      ...(await grammarFor(offered, llama)),
      ...(options.outputTokens === undefined ? {} : { maxTokens: options.outputTokens }),
      temperature: 0,
      signal,
      onTextChunk: offered.length === 0 ? say : createSaidReader(say),
    });
    const meter = sequence.tokenMeter;
    return {
      ...toParts(response, offered),
      usage: {
        inputTokens: meter.usedInputTokens - usedInputTokens,
        outputTokens: meter.usedOutputTokens - usedOutputTokens,
        cachedTokens: 0,
      },
      model: name,
      isCut: metadata.stopReason === "maxTokens",
    };
  };
}

/**
 * A model file that runs in this process. It calls tools by a grammar, so that any chat model can. One answer at a
 * time: others wait. The file is loaded with the first answer and stays in memory. Rejects with
 * `llm.model_unavailable` when the package, the file or the memory is missing.
 */
export function createGgufModel(name: string, options: OutputOptions): ChatModel {
  const generate = createGenerator(name, options);
  let last: Promise<unknown> = Promise.resolve();
  return {
    name,
    async answer(request) {
      const turn = last.then(async () => generate(request));
      last = turn.catch(() => undefined);
      try {
        return await turn;
      } catch (error) {
        if (error instanceof BotError) throw error;
        if (request.signal.aborted) throw stoppedError();
        throw new BotError("llm.unreachable", `${name} failed: ${messageOf(error)}`, { cause: error });
      }
    },
  };
}
