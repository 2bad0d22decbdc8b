import { z } from "zod";
import { threadKey } from "../chat/message-key.ts";
import type { Choices, IncomingMessage } from "../chat/messages.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Route } from "../router/route.ts";
import { answer, threadOf } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { offerAgents } from "./offer-agents.ts";
import { renderCapabilities } from "./render-capabilities.ts";
import { cutNote, percent } from "./render-acknowledgement.ts";

/** The bot's open question in a thread: which agent for which message. */
export const AgentQuestion = z.object({
  /** The message that the question is about. */
  key: z.string(),
  prompt: z.string(),
  agents: z.array(z.string()),
  state: z.enum(["open", "answered"]),
});
export type AgentQuestion = z.infer<typeof AgentQuestion>;

export async function questionOf(thread: string, deps: ConversationDeps): Promise<AgentQuestion | undefined> {
  const stored = await deps.store.questions.get(thread);
  return stored === undefined ? undefined : parseStored(AgentQuestion, stored, `question:${thread}`);
}

function doubt({ confidence }: Route): string {
  return confidence === 0
    ? "I cannot read your message well enough to tell"
    : `I am only ${percent(confidence)} sure`;
}

/** Asks with a few choices, once per thread; whoever stays unclear a second time is told what would help. */
export async function askWhichAgent(
  turn: Turn<IncomingMessage>,
  route: Route,
  deps: ConversationDeps,
): Promise<void> {
  const thread = threadKey(threadOf(turn.incoming));
  const asked = await questionOf(thread, deps);
  const catalogue = deps.agents();
  if (asked !== undefined && asked.key !== turn.key) {
    await answer(turn, { text: renderCapabilities(turn.incoming.text, route, catalogue) }, deps.store);
    return;
  }
  const { agents, branch } = offerAgents(turn.incoming.text, route, deps);
  const prompt = `agent.${turn.key}`;
  const options = agents.map((id) => ({ value: id, label: (catalogue.get(id)?.title ?? id).slice(0, 75) }));
  const choices: Choices = { prompt, options };
  const question: AgentQuestion = { key: turn.key, prompt, agents: [...agents], state: "open" };
  const byWords = branch === undefined ? "" : ` By its words it is ${branch}.`;
  const text = `Who should take this? ${doubt(route)}, so nothing has started yet.${byWords}${cutNote(route)}`;
  await answer(turn, { text, choices }, deps.store, {
    events: [{ type: "question.asked", messageKey: turn.key, data: { agents } }],
    question: { threadKey: thread, value: JSON.stringify(question) },
  });
}
