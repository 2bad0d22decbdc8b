import { threadKey } from "../chat/message-key.ts";
import type { IncomingChoice, IncomingForm, IncomingMessage } from "../chat/messages.ts";
import { nearestName } from "../config/nearest-name.ts";
import type { Task } from "../tasks/task.ts";
import { answer } from "./answer.ts";
import { askRightAgent, correctionQuestionOf, isCancelledSince, OTHER_AGENT } from "./ask-right-agent.ts";
import { confirmRoute } from "./confirm-route.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { correctTask } from "./correct-task.ts";
import { overText } from "./ended-question.ts";
import { maySteer } from "./may-steer.ts";
import { parseCorrection } from "./parse-correction.ts";

const NOT_YOURS = {
  text: "Only whoever asked for it can give this task to another agent, or somebody with the permission `command`.",
};

/** The task is with the wrong agent; `named` as it was typed. Without a known name the next best ones are offered. */
async function correct(
  turn: Turn,
  task: Task,
  named: string | undefined,
  deps: ConversationDeps,
): Promise<void> {
  if (!maySteer(turn.incoming, task, deps)) return answer(turn, NOT_YOURS, deps.store);
  if (named === undefined) return askRightAgent(turn, task, deps);
  const catalogue = deps.agents();
  const name = named.replace(/^@/u, "").toLowerCase();
  const agent = catalogue.get(name) ?? catalogue.get(name.replaceAll("-", "_"));
  if (agent !== undefined) return correctTask({ turn, task, agent: agent.id }, deps);
  const nearest = nearestName(
    name,
    catalogue.agents.map(({ id }) => id),
  );
  const meant = nearest === undefined ? "" : ` Did you mean **${nearest}**?`;
  return askRightAgent(turn, task, deps, `I know no agent "${named.slice(0, 60)}".${meant} `);
}

/** "wrong agent" in words, or the answer to who it should have been; false when the text is something else. */
export async function takeTypedCorrection(
  turn: Turn<IncomingMessage>,
  task: Task | undefined,
  deps: ConversationDeps,
): Promise<boolean> {
  if (task === undefined) return false;
  const correction = parseCorrection(turn.incoming.text);
  const named = correction === undefined ? await typedAnswer(turn, task, deps) : correction.agent;
  if (correction === undefined && named === undefined) return false;
  await correct(turn, task, named, deps);
  return true;
}

/** "2" or an agent's name, while the question of this very round is open. */
async function typedAnswer(
  { incoming }: Turn<IncomingMessage>,
  task: Task,
  deps: ConversationDeps,
): Promise<string | undefined> {
  const typed = incoming.text.trim().toLowerCase();
  // Most messages are longer than any name; they need no look into the store.
  if (!/^@?[\w-]{1,60}$/u.test(typed)) return undefined;
  const question = await correctionQuestionOf(task.thread, deps);
  if (question?.taskId !== task.id || question.round !== task.round) return undefined;
  if (isCancelledSince(task, question)) return undefined;
  const offered = question.agents.find((_agent, index) => typed === String(index + 1));
  return offered ?? deps.agents().get(typed.replace(/^@/u, ""))?.id;
}

const PROMPT = /^(wrong|right)\.(T\d+)\.r(\d+)$/u;

/** A press on "Wrong agent" or on one of the agents offered then; false when the choice is another one. */
export async function takeCorrectionPress(
  turn: Turn<IncomingChoice>,
  deps: ConversationDeps,
): Promise<boolean> {
  const [, kind, taskId = "", round] = PROMPT.exec(turn.incoming.prompt) ?? [];
  if (kind === undefined) return false;
  const task = await deps.store.tasks.get(taskId);
  if (task === undefined) {
    await answer(turn, { text: `I know no task ${taskId} any more.` }, deps.store);
  } else if (kind === "wrong") {
    await correct(turn, task, undefined, deps);
  } else if (turn.incoming.value === OTHER_AGENT && task.round === Number(round)) {
    const text = `Name it in the thread: \`wrong agent: name\`, or \`/wrong ${taskId} name\`. \`/agents\` lists them.`;
    await answer(turn, { text }, deps.store);
  } else if (task.round !== Number(round)) {
    await answer(turn, { text: "That question is settled already." }, deps.store);
  } else if (isCancelledSince(task, await correctionQuestionOf(task.thread, deps))) {
    const text = `${overText(task)} \`/wrong ${taskId} ${turn.incoming.value}\` gives it to another agent.`;
    await answer(turn, { text }, deps.store);
  } else {
    await correct(turn, task, turn.incoming.value, deps);
  }
  return true;
}

/** The agent that somebody named in the form for it; `about` is the task and its round, such as `T12.r1`. */
export async function takeCorrectionForm(
  turn: Turn<IncomingForm>,
  { about, agent }: { readonly about: string; readonly agent: string },
  deps: ConversationDeps,
): Promise<void> {
  const [taskId = "", round] = about.split(".r");
  const task = await deps.store.tasks.get(taskId);
  if (task === undefined) return answer(turn, { text: `I know no task ${taskId} any more.` }, deps.store);
  if (task.round !== Number(round))
    return answer(turn, { text: "That question is settled already." }, deps.store);
  return correct(turn, task, agent, deps);
}

/** `/wrong [T12] [agent]` and `/right [T12]`: about the task of the thread unless another one is named. */
export async function judgeByCommand(
  turn: Turn,
  { name, args }: { readonly name: "wrong" | "right"; readonly args: string },
  deps: ConversationDeps,
): Promise<void> {
  const [first = "", ...others] = args
    .trim()
    .split(/[\s:,]+/u)
    .filter((word) => word !== "");
  const isTask = /^T\d+$/iu.test(first);
  const { incoming } = turn;
  const task = isTask
    ? await deps.store.tasks.get(first.toUpperCase())
    : incoming.thread === undefined
      ? undefined
      : await deps.store.tasks.ofThread(threadKey(incoming));
  if (task === undefined) {
    const text = isTask
      ? `I know no task ${first.toUpperCase()}. \`/tasks\` lists the recent ones.`
      : `Which task? \`/${name} T12${name === "wrong" ? " debug" : ""}\`, or \`/${name}${name === "wrong" ? " debug" : ""}\` in its thread.`;
    return answer(turn, { text }, deps.store, { isPrivate: true });
  }
  if (name === "right") return confirmRoute(turn, task, deps);
  return correct(turn, task, isTask ? others[0] : args.trim() === "" ? undefined : first, deps);
}
