import { z } from "zod";
import { messageOf } from "../../src/errors.ts";
import type { Reading } from "./incoming/envelope.ts";
import type { ListenDeps } from "./listen-deps.ts";

const Started = z.object({
  assistant_thread: z.object({ channel_id: z.string(), thread_ts: z.string() }),
});

const PROMPTS = [
  { title: "Who can do what?", message: "Who handles failing tests?" },
  { title: "What is running?", message: "What is running right now?" },
  { title: "Find a bug", message: "Find out why the build fails since yesterday" },
];

/** What could be asked, in a new assistant thread; a workspace without assistants does without. */
export async function suggestPrompts(
  event: unknown,
  { workspace }: Reading,
  deps: ListenDeps,
): Promise<void> {
  const { data } = Started.safeParse(event);
  if (data === undefined) return;
  const { channel_id, thread_ts } = data.assistant_thread;
  const [first, ...more] = PROMPTS;
  if (first === undefined) return;
  await deps.clients
    .of(workspace)
    .assistant.threads.setSuggestedPrompts({ channel_id, thread_ts, prompts: [first, ...more] })
    .catch((error: unknown) => deps.log.debug({ error: messageOf(error) }, "no prompts could be suggested"));
}
