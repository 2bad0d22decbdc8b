import type { IncomingChoice, IncomingForm, IncomingMessage } from "../chat/messages.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";
import type { PlanEvent } from "../workflow/plan-event.ts";
import { answer } from "./answer.ts";
import { NOT_AN_APPROVER } from "./commands/decide-stage.ts";
import { NOT_YOURS } from "./commands/steer-plan.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { endTurn } from "./end-turn.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { mayApprove, maySteer, nameOf } from "./may-steer.ts";
import { PLAN_ANSWERS } from "./plan-choice.ts";
import type { PlanAnswer } from "./plan-choice.ts";
import { offerChange, takeNewPlan } from "./change-plan.ts";

const SETTLED = { text: "That question is settled already." };

async function apply(task: Task, event: PlanEvent, deps: ConversationDeps): Promise<string | undefined> {
  const step = await applyPlanEvent({ taskId: task.id, round: task.round, event }, deps);
  const refused = step?.advance.refused;
  return step === undefined || refused === undefined ? undefined : explainRefusal(refused, step.task);
}

const DONE: Readonly<Record<Exclude<PlanAnswer, "change">, string>> = {
  start: "starts now.",
  cancel: "is cancelled.",
};

async function answerPlan(turn: Turn, task: Task, said: PlanAnswer, deps: ConversationDeps): Promise<void> {
  if (!maySteer(turn.incoming, task, deps)) return answer(turn, { text: NOT_YOURS }, deps.store);
  if (said === "change") return offerChange(turn, task, deps);
  const by = nameOf(turn.incoming);
  const event: PlanEvent = said === "start" ? { type: "plan.started", by } : { type: "task.cancelled", by };
  const problem = await apply(task, event, deps);
  const message = { text: problem ?? `**${task.id}** ${DONE[said]}` };
  if (problem === undefined && said === "cancel")
    return endTurn(turn, { taskId: task.id, message }, deps.store);
  return answer(turn, message, deps.store);
}

interface Verdict {
  readonly stage: string;
  readonly said: "approve" | "refuse";
  readonly reason: string;
}

async function answerApproval(
  turn: Turn,
  task: Task,
  verdict: Verdict,
  deps: ConversationDeps,
): Promise<void> {
  if (!mayApprove(turn.incoming, task, deps)) return answer(turn, { text: NOT_AN_APPROVER }, deps.store);
  const { stage, said, reason } = verdict;
  const by = nameOf(turn.incoming);
  const event: PlanEvent =
    said === "approve" ? { type: "stage.approved", stage, by } : { type: "stage.refused", stage, by, reason };
  const problem = await apply(task, event, deps);
  const done = said === "approve" ? "is approved." : "is sent back.";
  return answer(turn, { text: problem ?? `\`${stage}\` of **${task.id}** ${done}` }, deps.store);
}

/** "start", "2" or "approve" in the thread of a task that asks for it; false when the text is something else. */
export async function takeTypedPlanAnswer(
  turn: Turn<IncomingMessage>,
  task: Task | undefined,
  deps: ConversationDeps,
): Promise<boolean> {
  if (task === undefined || isTerminal(task.state)) return false;
  const typed = turn.incoming.text.trim();
  const word = typed.toLowerCase().replace(/[.!]+$/u, "");
  if (task.plan.state === "proposed") {
    const said = PLAN_ANSWERS.find((each, index) => word === each || word === String(index + 1));
    if (said === undefined) return false;
    await answerPlan(turn, task, said, deps);
    return true;
  }
  const waiting = task.plan.stages.find(({ state }) => state === "awaiting_approval");
  if (waiting === undefined) return false;
  const refusal = /^(?:2|send back|refuse)\b[\s:,.-]*([\s\S]*)$/iu.exec(typed);
  if (word !== "1" && word !== "approve" && refusal === null) return false;
  const verdict: Verdict =
    refusal === null
      ? { stage: waiting.id, said: "approve", reason: "" }
      : { stage: waiting.id, said: "refuse", reason: refusal[1]?.trim() || "not like this" };
  await answerApproval(turn, task, verdict, deps);
  return true;
}

const PLAN_PROMPT = /^plan\.(T\d+)\.r(\d+)$/u;
const CHANGE_PROMPT = /^change\.(T\d+)\.r(\d+)$/u;
const APPROVAL_PROMPT = /^approve\.(T\d+)\.r(\d+)\.([\w-]+)\.(\d+)$/u;

/** What somebody wants changed, as they wrote it in the form; `prompt` is that of the question. */
export async function takeApprovalForm(
  turn: Turn<IncomingForm>,
  { prompt, reason }: { readonly prompt: string; readonly reason: string },
  deps: ConversationDeps,
): Promise<void> {
  const [, taskId = "", round, stageId, stageRound] = APPROVAL_PROMPT.exec(prompt) ?? [];
  const task = await deps.store.tasks.get(taskId);
  const stage = task?.plan.stages.find(({ id }) => id === stageId);
  if (task === undefined || task.round !== Number(round) || stage?.round !== Number(stageRound))
    return answer(turn, SETTLED, deps.store);
  const verdict: Verdict = { stage: stage.id, said: "refuse", reason: reason.trim() || "not like this" };
  return answerApproval(turn, task, verdict, deps);
}

/** A press under a plan, under its changes or under the question for approval; false when it is another choice. */
export async function takePlanPress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  const { prompt, value } = turn.incoming;
  const match = PLAN_PROMPT.exec(prompt) ?? CHANGE_PROMPT.exec(prompt) ?? APPROVAL_PROMPT.exec(prompt);
  if (match === null) return false;
  const [, taskId = "", round, stageId, stageRound] = match;
  const task = await deps.store.tasks.get(taskId);
  const said = PLAN_ANSWERS.find((each) => each === value);
  const stage = task?.plan.stages.find(({ id }) => id === stageId);
  if (task === undefined) await answer(turn, { text: `I know no task ${taskId} any more.` }, deps.store);
  else if (task.round !== Number(round)) await answer(turn, SETTLED, deps.store);
  else if (prompt.startsWith("plan.") && said !== undefined) await answerPlan(turn, task, said, deps);
  else if (prompt.startsWith("change.")) await takeNewPlan(turn, task, value, deps);
  else if (stage?.round === Number(stageRound) && (value === "approve" || value === "refuse"))
    await answerApproval(turn, task, { stage: stage.id, said: value, reason: "not like this" }, deps);
  else await answer(turn, SETTLED, deps.store);
  return true;
}
