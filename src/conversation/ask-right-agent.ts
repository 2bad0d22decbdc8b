import { z } from "zod";
import { threadKey } from "../chat/message-key.ts";
import type { Choices, Conversation } from "../chat/messages.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Task } from "../tasks/task.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { leaderOf } from "./leader-of.ts";

/** The bot's open question in a thread: which agent should have had the task. */
export const CorrectionQuestion = z.object({
  taskId: z.string(),
  round: z.number().int(),
  agents: z.array(z.string()),
  /** The task was cancelled before anybody asked. */
  isAfterCancel: z.boolean().default(false),
});
export type CorrectionQuestion = z.infer<typeof CorrectionQuestion>;

const LABEL_CHARS = 75;
/** Of the choices, the one for whoever is none of them; where there are forms it opens one. */
export const OTHER_AGENT = "other";

/** Beside the question that may have opened the task, so that neither overwrites the other. */
function placeOf(thread: Conversation): string {
  return `${threadKey(thread)}-correction`;
}

export async function correctionQuestionOf(
  thread: Conversation,
  deps: ConversationDeps,
): Promise<CorrectionQuestion | undefined> {
  const place = placeOf(thread);
  const stored = await deps.store.questions.get(place);
  return stored === undefined ? undefined : parseStored(CorrectionQuestion, stored, `question:${place}`);
}

/** Whoever has cancelled a task since it was asked about wants nothing of it any more, whatever they answer. */
export function isCancelledSince({ state }: Task, question: CorrectionQuestion | undefined): boolean {
  return state === "cancelled" && question !== undefined && !question.isAfterCancel;
}

/** Offers the next best agents; any other one can be named. `note` goes before the question. */
export async function askRightAgent(
  turn: Turn,
  task: Task,
  deps: ConversationDeps,
  note = "",
): Promise<void> {
  const leader = leaderOf(task);
  const catalogue = deps.agents();
  const agents = task.route.alternatives
    .map(({ agent }) => agent)
    .filter((agent) => agent !== leader && catalogue.get(agent) !== undefined)
    .slice(0, deps.maxChoices());
  const isAfterCancel = task.state === "cancelled";
  const question: CorrectionQuestion = { taskId: task.id, round: task.round, agents, isAfterCancel };
  const known = agents.map((id) => ({
    value: id,
    label: (catalogue.get(id)?.title ?? id).slice(0, LABEL_CHARS),
  }));
  const options = [...known, { value: OTHER_AGENT, label: "Another one…" }];
  const text = `${note}Who should have **${task.id}** instead of **${leader ?? "nobody"}**? Any other agent: \`wrong agent: name\`; \`/agents\` lists them.`;
  const choices: Choices = { prompt: `right.${task.id}.r${task.round}`, options };
  await answer(turn, { text, choices }, deps.store, {
    events: [{ type: "question.asked", taskId: task.id, messageKey: turn.key, data: { agents } }],
    question: { threadKey: placeOf(task.thread), value: JSON.stringify(question) },
  });
}
