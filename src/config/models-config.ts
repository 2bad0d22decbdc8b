import { z } from "zod";
import { count, Id, Words } from "./config-parts.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** `provider:model`; the provider decides which package speaks to it. */
export const ModelName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*:\S+$/u, "write provider:model, for example openai:gpt-oss-20b");

const ModelChoice = z.strictObject({
  use: ModelName,
  /** Asked in this order when it does not answer. */
  fallbacks: z.array(ModelName).default([]),
});
export type ModelChoice = z.infer<typeof ModelChoice>;

const price = z.number().min(0);

/** How long an agent may go on; at one of the first three it hands in what it has. */
const Limits = z.strictObject({
  steps: count(1, 1_000).default(24),
  tokens: count(100, 1_000_000_000).default(400_000),
  wallClockMs: count(SECOND_MS, 24 * HOUR_MS).default(600 * SECOND_MS),
  contextTokens: count(500, 10_000_000).default(32_000),
  outputTokens: count(50, 1_000_000).default(4_000),
  toolResultChars: count(200, 1_000_000).default(12_000),
  mistakes: count(0, 100).default(4),
});

/** The language models that agents work with. Nothing set here and no SWITCHYARD_MODEL: agents give the brief. */
export const Models = z
  .strictObject({
    /** SWITCHYARD_MODEL takes the place of `use`. */
    default: ModelChoice.optional(),
    roles: z
      .strictObject({
        primary: ModelChoice.optional(),
        support: ModelChoice.optional(),
        reviewer: ModelChoice.optional(),
        gate: ModelChoice.optional(),
      })
      .prefault({}),
    /** Goes before the role. */
    agents: z.record(Id, ModelChoice).default({}),
    timeoutMs: count(SECOND_MS, HOUR_MS).default(120 * SECOND_MS),
    /** Of one request, by the client of the provider. */
    retries: count(0, 10).default(2),
    breaker: z
      .strictObject({
        failures: count(1, 100).default(5),
        pauseMs: count(SECOND_MS, HOUR_MS).default(60 * SECOND_MS),
      })
      .prefault({}),
    limits: Limits.prefault({}),
    /** Of the system prompt and the task together, before any work. */
    promptTokens: count(400, 1_000_000).default(12_000),
    progressEveryMs: count(200, 60 * SECOND_MS).default(1_500),
    /** Models that run in this process. */
    gguf: z
      .strictObject({
        contextTokens: count(512, 1_000_000).default(8_192),
        threads: count(1, 256).optional(),
        /** Layers on the GPU; without it, as many as fit. 0: the processor alone. */
        gpuLayers: count(0, 1_000).optional(),
      })
      .prefault({}),
    currency: Words.default("USD"),
    /** For a million tokens. A model without a price costs nothing that is known. */
    prices: z
      .record(ModelName, z.strictObject({ input: price, output: price, cachedInput: price.optional() }))
      .default({}),
  })
  .refine(
    ({ default: usual, roles, agents }) =>
      usual !== undefined ||
      (Object.values(roles).every((one) => one === undefined) && Object.keys(agents).length === 0),
    {
      path: ["default"],
      error: "is missing, but roles or agents have models.",
      params: { remedy: "Say which model all others use." },
    },
  );
export type Models = z.infer<typeof Models>;
