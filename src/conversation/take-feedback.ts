import type { IncomingChoice } from "../chat/messages.ts";
import { parseFeedbackPrompt } from "../workflow/feedback-choice.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { leaderOf } from "./leader-of.ts";

const KIND = "feedback";

/**
 * A press on "Helpful" or "Not helpful": kept once for each person and round, in the log with the agent that led. False
 * when it is another choice.
 */
export async function takeFeedbackPress(
  turn: Turn<IncomingChoice>,
  deps: ConversationDeps,
): Promise<boolean> {
  const about = parseFeedbackPrompt(turn.incoming.prompt);
  if (about === undefined) return false;
  const { platform, from, value } = turn.incoming;
  const { taskId, round } = about;
  const by = deps.people.of({ platform, userId: from.id });
  const id = `${taskId}.r${round}.${by}`;
  const task = await deps.store.tasks.get(taskId);
  const before = await deps.store.documents.get(KIND, id);
  if (task === undefined || before === value) {
    await answer(turn, { text: "Noted already, thank you." }, deps.store, { isPrivate: true });
    return true;
  }
  const helpful = value === "helpful";
  const agent = task.round === round ? leaderOf(task) : undefined;
  const isFirst = before === undefined;
  const text = helpful
    ? "Thank you, noted."
    : `Thank you, noted. \`wrong agent\` in its thread gives **${taskId}** to another one; what you write there is kept with it.`;
  await answer(turn, { text }, deps.store, {
    isPrivate: true,
    documents: [{ kind: KIND, id, value }],
    events: [{ type: "feedback.given", taskId, data: { round, helpful, by, agent, isFirst } }],
  });
  return true;
}
