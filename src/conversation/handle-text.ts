import type { IncomingMessage } from "../chat/messages.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Route } from "../router/route.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { saysThanks } from "../frontdoor/says-thanks.ts";
import type { Changes } from "../store/store.ts";
import { answer } from "./answer.ts";
import { askWhichAgent } from "./ask-which-agent.ts";
import { confirmationOf } from "./confirm-route.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { takeLateNumber } from "./ended-question.ts";
import { runTypedCommand, takeBareCommand } from "./handle-command.ts";
import { takeTypedChoice } from "./handle-choice.ts";
import { leaderOf } from "./leader-of.ts";
import { offerAgents } from "./offer-agents.ts";
import { openTask } from "./open-task.ts";
import { refuseIfShut } from "./refuse-if-shut.ts";
import { renderCapabilities, renderWhoHandles } from "./render-capabilities.ts";
import { renderStanding } from "./render-standing.ts";
import { socialReply } from "./social-reply.ts";
import { takeTypedCorrection } from "./take-correction.ts";
import { takeTypedPlanAnswer } from "./take-plan-answer.ts";
import { takeStandupReply } from "./standup/take-standup-reply.ts";
import { takeTypedStop } from "./take-stop.ts";

type TextTurn = Turn<IncomingMessage>;

/** The task that a reply belongs to; a message that opens a thread belongs to none. */
async function taskOfThread({ incoming }: TextTurn, deps: ConversationDeps): Promise<Task | undefined> {
  return incoming.thread === undefined ? undefined : deps.store.tasks.ofThread(threadKey(incoming));
}

export async function handleText(turn: TextTurn, deps: ConversationDeps): Promise<void> {
  const { text, isRequest } = turn.incoming;
  if (isRequest === true) {
    if (await refuseIfShut(turn, { source: turn.incoming, text }, deps)) return;
    return handleWork(turn, asRequest(await deps.router.route(text)), deps);
  }
  const task = await taskOfThread(turn, deps);
  if (await takeTypedChoice(turn, task, deps)) return;
  if (await takeStandupReply(turn, deps)) return;
  if (await takeTypedCorrection(turn, task, deps)) return;
  if (await takeTypedPlanAnswer(turn, task, deps)) return;
  if (await takeTypedStop(turn, task, deps)) return;
  if (await takeLateNumber(turn, task, deps)) return;
  if (await takeBareCommand(turn, deps)) return;
  const running = task !== undefined && !isTerminal(task.state);
  const leader = task === undefined ? undefined : leaderOf(task);
  const route = await deps.router.route(text, {
    inTaskThread: running,
    ...(leader === undefined ? {} : { threadPrimary: leader }),
  });
  switch (route.frontDoor) {
    case "social":
      return answer(turn, { text: socialReply(text) }, deps.store, acceptanceOf(turn, task));
    case "meta":
      return answer(turn, { text: renderWhoHandles(text, route, deps.agents()) }, deps.store);
    case "status":
      return answer(turn, { text: await renderStanding(text, turn.incoming, deps) }, deps.store);
    case "command":
      return runTypedCommand(turn, deps);
    case "follow_up":
    case "work":
      return running ? noteFollowUp(turn, task, deps) : handleWork(turn, route, deps);
  }
}

/** Thanks for what an agent delivered say that it was the right one. */
function acceptanceOf(turn: TextTurn, task: Task | undefined): Pick<Changes, "label" | "events"> {
  return task?.state === "done" && saysThanks(turn.incoming.text) ? confirmationOf(turn, task) : {};
}

/** What somebody wants done is work whatever it says; where even the router has no idea, people choose. */
function asRequest(route: Route): Route {
  const band = route.primary === null || route.band === "decline" ? "ask" : route.band;
  return { ...route, frontDoor: "work", band };
}

async function handleWork(turn: TextTurn, route: Route, deps: ConversationDeps): Promise<void> {
  switch (route.band) {
    case "route":
      await openTask({ turn, text: turn.incoming.text, source: turn.incoming, route }, deps);
      return;
    case "ask":
      return askWhichAgent(turn, route, deps);
    case "decline":
      // A router that cannot read a text says nothing about it; its words may still take it into the decision tree.
      if (route.confidence === 0 && offerAgents(turn.incoming.text, route, deps).branch !== undefined)
        return askWhichAgent(turn, route, deps);
      return answer(turn, { text: renderCapabilities(turn.incoming.text, route, deps.agents()) }, deps.store);
  }
}

/** What people add while a task runs is kept with the task, where its agents find it. */
async function noteFollowUp(turn: TextTurn, task: Task, deps: ConversationDeps): Promise<void> {
  const text = `Noted: it is kept with **${task.id}**.`;
  const event = { type: "task.follow_up", taskId: task.id, messageKey: turn.key } as const;
  await answer(turn, { text }, deps.store, { events: [event] });
}
