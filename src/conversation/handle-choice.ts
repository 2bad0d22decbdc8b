import type { Incoming, IncomingChoice, IncomingMessage } from "../chat/messages.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Route } from "../router/route.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { answer, threadOf } from "./answer.ts";
import { questionOf } from "./ask-which-agent.ts";
import type { AgentQuestion } from "./ask-which-agent.ts";
import { requestOf } from "./changes/find-changed.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { takeBudgetPress } from "./decide-budget.ts";
import { takeContingencyPress } from "./decide-contingency.ts";
import { takeEffectPress } from "./decide-effect-by-person.ts";
import { overText } from "./ended-question.ts";
import { takeDraftPress } from "./escalating/take-draft-press.ts";
import { takeEscalationPress } from "./escalating/take-escalation-press.ts";
import { openTask } from "./open-task.ts";
import { takeCorrectionPress } from "./take-correction.ts";
import { takeFeedbackPress } from "./take-feedback.ts";
import { takeHomePress } from "./take-home-press.ts";
import { takePlanPress } from "./take-plan-answer.ts";
import { takeSprintPress, takeStandupPress } from "./standup/take-standup-press.ts";
import { takeStopPress } from "./take-stop.ts";
import { splitTaskPress, takeWhyPress } from "./task-choices.ts";

const SETTLED = { text: "That question is settled already. Write again if something is still open." };

/** Somebody pressed one of the choices that the bot offers. */
export async function handleChoice(pressed: Turn<IncomingChoice>, deps: ConversationDeps): Promise<void> {
  const turn = splitTaskPress(pressed);
  if (await takeWhyPress(turn, deps)) return;
  if (await takeFeedbackPress(turn, deps)) return;
  if (await takeHomePress(turn, deps)) return;
  if (await takeCorrectionPress(turn, deps)) return;
  if (await takeContingencyPress(turn, deps)) return;
  if (await takePlanPress(turn, deps)) return;
  if (await takeEffectPress(turn, deps)) return;
  if (await takeStopPress(turn, deps)) return;
  if (await takeBudgetPress(turn, deps)) return;
  if (await takeEscalationPress(turn, deps)) return;
  if (await takeDraftPress(turn, deps)) return;
  if (await takeStandupPress(turn, deps)) return;
  if (await takeSprintPress(turn, deps)) return;
  const thread = threadKey(threadOf(turn.incoming));
  const question = await questionOf(thread, deps);
  if (question?.prompt !== turn.incoming.prompt || question.state !== "open")
    return answer(turn, SETTLED, deps.store);
  const task = await deps.store.tasks.ofThread(thread);
  if (isOver(task)) return answer(turn, { text: overText(task) }, deps.store);
  await chooseAgent(turn, question, turn.incoming.value, deps);
}

/** Its thread went on to a task of another message, and that has ended. */
function isOver(task: Task | undefined): task is Task {
  return task !== undefined && isTerminal(task.state);
}

/**
 * A plain "2" or an agent's name in the thread counts as a choice too; false when the text is something else. `task`
 * is that of the thread.
 */
export async function takeTypedChoice(
  turn: Turn<IncomingMessage>,
  task: Task | undefined,
  deps: ConversationDeps,
): Promise<boolean> {
  if (turn.incoming.thread === undefined || isOver(task)) return false;
  const question = await questionOf(threadKey(turn.incoming), deps);
  if (question === undefined || question.state !== "open") return false;
  const typed = turn.incoming.text.trim().toLowerCase();
  const chosen = question.agents.find((agent, index) => typed === String(index + 1) || typed === agent);
  if (chosen === undefined) return false;
  await chooseAgent(turn, question, chosen, deps);
  return true;
}

async function chooseAgent(
  turn: Turn,
  question: AgentQuestion,
  agent: string,
  deps: ConversationDeps,
): Promise<void> {
  const incoming = await requestOf(question.key, deps);
  if (incoming === undefined || !question.agents.includes(agent)) {
    await answer(
      turn,
      { text: "I no longer have the message that this was about. Please write it again." },
      deps.store,
    );
    return;
  }
  const guessed = await deps.router.route(incoming.text, { chosen: agent });
  const route: Route = { ...guessed, frontDoor: "work", primary: agent, band: "route", decidedBy: "choice" };
  const settled: AgentQuestion = { ...question, state: "answered" };
  const suggested = guessed.alternatives[0]?.agent;
  const also = {
    events: [
      { type: "question.answered", messageKey: question.key, data: { suggested, chosen: agent } } as const,
    ],
    question: { threadKey: threadKey(threadOf(incoming)), value: JSON.stringify(settled) },
  };
  const request = { turn, text: incoming.text, source: incoming, sourceKey: question.key, route, also };
  if ((await openTask(request, deps)) !== "exists") return;
  // Two choices at the same moment: the other one was quicker.
  const own = await deps.store.inbox.get(turn.key);
  if (own?.state === "received") await answer(turn, SETTLED, deps.store);
}

/** The message that a choice made in this thread was about, once the question is settled. */
export async function chosenMessageKey(
  incoming: Incoming,
  deps: ConversationDeps,
): Promise<string | undefined> {
  const question = await questionOf(threadKey(threadOf(incoming)), deps);
  return question?.state === "answered" ? question.key : undefined;
}
