import { assignmentsOf } from "../../tasks/assignment-job.ts";
import { titleOf } from "../../orchestration/title-of.ts";
import type { Route } from "../../router/route.ts";
import { percent } from "../render-acknowledgement.ts";
import { analysisLines, bumpLines, hookLines, reportLines, selectionLines } from "../render-why.ts";
import { refused, type ChatCommand } from "./command.ts";
import { findTask } from "./find-task.ts";
import { TASK_ARGUMENT } from "../task-argument.ts";

const EXAMPLES = 3;

/** The training requests that the model found most alike, one a line. */
function nearestLines({ nearest = [] }: Route): string[] {
  if (nearest.length === 0) return [];
  const lines = nearest
    .slice(0, EXAMPLES)
    .map(({ text, label, similarity }) => `- ${percent(similarity)} like "${titleOf(text)}" (${label})`);
  return ["Nearest examples:", ...lines];
}

export const whyCommand: ChatCommand = {
  name: "why",
  usage: "/why T12",
  summary: "why these agents and this priority: scores and terms",
  args: [TASK_ARGUMENT],
  isBare: true,
  async run(call, deps) {
    const found = await findTask(call, deps);
    if (typeof found === "string") return refused(found);
    const { task } = found;
    const { route, priority } = task;
    const agents = assignmentsOf(task).map(
      ({ agent, role, reason }) => `- **${agent}** (${role}): ${reason}`,
    );
    const scores = route.alternatives.slice(0, 3).map(({ agent, score }) => `${agent} ${percent(score)}`);
    const { impact, urgency, dependencies, resources, risk } = priority.terms;
    return [
      `**${task.id}**, decided by ${route.decidedBy}:`,
      ...agents,
      `Scores: ${scores.join(", ")}. Complexity ${task.analysis?.complexity.value ?? route.complexity}, kind of request ${task.requestType}.`,
      ...nearestLines(route),
      ...analysisLines(task),
      ...selectionLines(task),
      `Priority ${priority.score} (${priority.band}) = (impact ${impact} × urgency ${urgency} × dependencies ${dependencies}) / (resources ${resources} × risk ${risk}).`,
      ...bumpLines(task),
      ...hookLines(await deps.store.events.ofTask(task.id)),
      ...reportLines(task),
    ].join("\n");
  },
};
