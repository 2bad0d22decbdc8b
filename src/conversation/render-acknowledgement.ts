import { isByPerson } from "../router/is-by-person.ts";
import type { Route } from "../router/route.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import { renderWait, type QueueStanding } from "./queue-standing.ts";

/** 0.873 as "87 %". */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

const DECIDED_BY: Readonly<Record<string, string>> = {
  bitnet: "the meaning of the request",
  linear: "the words of the request",
  override: "you named the agent",
  choice: "you chose it",
  correction: "it was with the wrong agent before",
  contingency: "the rule for such a case names it",
  component: "the component that you named",
  sticky: "this thread is theirs",
  llm: "the language model chose among the likeliest",
};

/** Decided by somebody whose certainty nobody has measured. */
const UNMEASURED: ReadonlySet<string> = new Set(["override", "choice", "correction", "contingency", "llm"]);

function whyLine(task: Task, route: Route): string {
  const primary = assignmentsOf(task).find(({ role }) => role === "primary");
  const agent = primary?.agent ?? "this agent";
  const priority = `Priority ${task.priority.band} (${task.priority.score}).`;
  if (task.selection?.insteadOf !== undefined) return `*Why ${task.selection.why}. ${priority}*`;
  const decided = DECIDED_BY[route.decidedBy] ?? route.decidedBy;
  const sure = UNMEASURED.has(route.decidedBy) ? "" : `, ${percent(route.confidence)} sure`;
  const next = route.alternatives.find((alternative) => alternative.agent !== agent);
  const runnerUp =
    next === undefined || sure === "" ? "" : `; next would be ${next.agent} (${percent(next.score)})`;
  const wrong = isByPerson(route) ? "" : " If it is the wrong one, answer `wrong agent`.";
  return `*Why ${agent}: ${decided}${sure}${runnerUp}. ${priority}${wrong}*`;
}

/** Says so when a message was too long to be read whole for routing. */
export function cutNote({ truncatedFrom }: Pick<Route, "truncatedFrom">): string {
  if (truncatedFrom === undefined) return "";
  const length = truncatedFrom.toLocaleString("en-US");
  return `\n*Your message has ${length} characters; I went by its beginning and its end, and all of it is kept.*`;
}

/** The acknowledgement in two lines: who has it and how long the queue is, then quietly why. */
export function renderAcknowledgement(task: Task, route: Route, standing: QueueStanding): string {
  const assignments = assignmentsOf(task);
  const primary = assignments.find(({ role }) => role === "primary");
  const support = assignments.filter(({ role }) => role === "support");
  const helpers =
    support.length === 0
      ? ""
      : `, with ${support.map(({ agent }) => `**${agent}**`).join(" and ")} in support`;
  return `**${task.id}** is with **${primary?.agent ?? "nobody"}**${helpers}. ${renderWait(standing)}\n${whyLine(task, route)}${cutNote(route)}`;
}
