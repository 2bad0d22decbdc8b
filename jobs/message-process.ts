import { z } from "zod";
import type { ConversationDeps } from "../src/conversation/conversation-deps.ts";
import { processMessage } from "../src/conversation/process-message.ts";
import { buryMessage } from "../src/inbox/bury-message.ts";
import type { Job } from "../src/jobs/job.ts";

const Payload = z.object({ key: z.string(), round: z.number().int() });

/** Takes an accepted message to its answer or its task. */
export const messageProcess: Job<z.infer<typeof Payload>, ConversationDeps> = {
  name: "message.process",
  payload: Payload,
  run: async ({ key }, deps) => processMessage(key, deps),
  onDead: async ({ key }, deps, error) => buryMessage(key, error, deps),
};
