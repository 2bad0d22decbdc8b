import { isByPerson } from "../router/is-by-person.ts";
import type { Route } from "../router/route.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";
import { leaderOf } from "./leader-of.ts";
import { renderWait, type QueueStanding } from "./queue-standing.ts";
import { costOf, renderStages } from "./render-plan.ts";

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
  const agent = leaderOf(task) ?? "this agent";
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

/** The people of a plan in half a sentence: its leader, and who supports it or how many more there are. */
function teamOf(task: Task): string {
  const leader = leaderOf(task) ?? "nobody";
  const others = [...new Set(assignmentsOf(task).map(({ agent }) => agent))].filter(
    (agent) => agent !== leader,
  );
  if (others.length === 0) return `**${leader}**`;
  if (task.plan.stages.length > 1) return `**${leader}** and ${others.length} more`;
  return `**${leader}**, with ${others.map((agent) => `**${agent}**`).join(" and ")} in support`;
}

/** A plan of several stages, as it is shown before it starts or, where nobody can press Start, when it does. */
function planLines(task: Task): string {
  const { state, isUnattended, stages } = task.plan;
  if (state === "proposed")
    return `\nThis is the plan (${costOf(task)}); nothing starts before you say so:\n${renderStages(task, false)}\nAnswer \`start\`, \`change\` or \`cancel\`.`;
  if (stages.length === 1) return "";
  const why = isUnattended ? "Nobody is there to be asked, so the plan starts at once" : "The plan";
  return `\n${why} (${costOf(task)}):\n${renderStages(task, false)}`;
}

/** The acknowledgement: who has it and how long the queue is, then quietly why, then the plan where it has stages. */
export function renderAcknowledgement(task: Task, route: Route, standing: QueueStanding): string {
  const { state } = task.plan;
  const queue = state === "proposed" ? "" : ` ${renderWait(standing)}`;
  const verb = state === "proposed" ? "would be with" : "is with";
  const first = `**${task.id}** ${verb} ${teamOf(task)}.${queue}`;
  return `${first}\n${whyLine(task, route)}${cutNote(route)}${planLines(task)}`;
}
