import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BotError } from "../../src/errors.ts";
import type { GgufTurn } from "./gguf-prompt.ts";
import type { JsonSchema } from "./gguf-schema.ts";

/** What is used of node-llama-cpp, which is an optional package and so not there for the compiler. */
export interface GgufSequence {
  readonly tokenMeter: { readonly usedInputTokens: number; readonly usedOutputTokens: number };
}

export interface GgufGrammar {
  readonly grammar: string;
}

export interface GgufLlama {
  loadModel(options: { readonly modelPath: string; readonly gpuLayers?: number }): Promise<{
    createContext(options: { readonly contextSize: number; readonly threads?: number }): Promise<{
      getSequence(): GgufSequence;
    }>;
  }>;
  createGrammarForJsonSchema(schema: JsonSchema): Promise<GgufGrammar>;
}

export interface GgufChat {
  generateResponse(
    history: readonly GgufTurn[],
    options: {
      readonly grammar?: GgufGrammar;
      readonly maxTokens?: number;
      readonly temperature: number;
      readonly signal: AbortSignal;
      readonly onTextChunk: (chunk: string) => void;
    },
  ): Promise<{ readonly response: string; readonly metadata: { readonly stopReason: string } }>;
}

export interface GgufRuntime {
  getLlama(options: {
    readonly gpu: "auto" | false;
    readonly build: "never";
    readonly logLevel: "error";
    readonly progressLogs: false;
  }): Promise<GgufLlama>;
  readonly LlamaChat: new (options: { readonly contextSequence: GgufSequence }) => GgufChat;
}

const PACKAGE = "node-llama-cpp";

/**
 * Loads node-llama-cpp: beside Switchyard, else from the folder for further packages. Rejects with
 * `llm.model_unavailable` and how to install it.
 */
export async function loadGgufRuntime(packagesDir: string): Promise<GgufRuntime> {
  const places = [
    PACKAGE,
    pathToFileURL(join(packagesDir, "node_modules", PACKAGE, "dist", "index.js")).href,
  ];
  const reasons: unknown[] = [];
  for (const place of places) {
    try {
      return (await import(place)) as GgufRuntime;
    } catch (error) {
      reasons.push(error);
    }
  }
  throw new BotError(
    "llm.model_unavailable",
    `Models of the provider gguf need the package ${PACKAGE}. Run \`npm install --prefix ${packagesDir} ${PACKAGE}\` and start again.`,
    { cause: new AggregateError(reasons) },
  );
}
