import { z } from "zod";
import type { ModelAnswer, ModelRequest } from "../../src/execution/model/chat-model.ts";

/** What is asked, without what cannot go to another process. */
export type PlainRequest = Omit<ModelRequest, "signal" | "onText">;

const id = z.number().int();

/** To the process that holds a model. Both ends are ours and of one version, so contents are taken as they come. */
export const ToHost = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("open"),
    name: z.string(),
    options: z.object({
      packagesDir: z.string(),
      contextTokens: z.number(),
      threads: z.number().optional(),
      gpuLayers: z.number().optional(),
      outputTokens: z.number().optional(),
    }),
  }),
  z.object({ kind: z.literal("ask"), id, request: z.custom<PlainRequest>() }),
  z.object({ kind: z.literal("stop"), id }),
]);
export type ToHost = z.infer<typeof ToHost>;

/** From it. */
export const FromHost = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), id, piece: z.string() }),
  z.object({ kind: z.literal("answer"), id, answer: z.custom<ModelAnswer>() }),
  z.object({
    kind: z.literal("failed"),
    id,
    code: z.string(),
    message: z.string(),
    retryable: z.boolean(),
  }),
]);
export type FromHost = z.infer<typeof FromHost>;
