import type { Stage, StageState, Task } from "../tasks/task.ts";
import { shownSync } from "../workflow/keep-in-step.ts";
import { coordinatorOf } from "../orchestration/coordination-of.ts";
import { allAgentsOf } from "../orchestration/count-plan.ts";

const MODES: Readonly<Record<Stage["mode"], string>> = {
  sequential: "one after the other",
  parallel: "side by side",
  joint: "together",
  review: "reviews in turn",
};

const STATES: Readonly<Record<StageState, string>> = {
  waiting: "waits",
  ready: "in the queue",
  running: "running",
  gating: "being checked",
  rework: "to be done again",
  awaiting_approval: "waits for approval",
  done: "done",
  skipped: "skipped",
  failed: "failed",
  cancelled: "cancelled",
};

function stageLine(stage: Stage, index: number, withState: boolean): string {
  const agents = stage.assignments.map(({ agent, role }) =>
    role === "primary" || stage.assignments.length === 1 ? `**${agent}**` : agent,
  );
  const how = agents.length > 1 ? `, ${MODES[stage.mode]}` : "";
  const extras = [
    ...(stage.needs.length === 0 ? [] : [`after ${stage.needs.join(", ")}`]),
    ...(stage.gates.length === 0 ? [] : [`gates ${stage.gates.join(", ")}`]),
    ...(stage.checklists.length === 0 ? [] : [`checklists ${stage.checklists.join(", ")}`]),
    ...(stage.approval === "person" ? ["a person approves"] : []),
    ...(stage.sync === undefined ? [] : [shownSync(stage)]),
    ...(stage.round > 1 ? [`round ${stage.round}`] : []),
  ];
  const more = extras.length === 0 ? "" : ` (${extras.join("; ")})`;
  const state = withState ? ` ${STATES[stage.state]}` : "";
  const note = withState && stage.note !== undefined ? `. ${stage.note}` : "";
  return `${index + 1}. \`${stage.id}\`${state}: ${stage.title} – ${agents.join(", ")}${how}${more}${note}`;
}

/** The stages of a plan, one a line, what was left out, and who keeps several agents together; with their states once it has begun. */
export function renderStages(task: Task, withState: boolean): string {
  const { stages, leftOut } = task.plan;
  const lines = stages.map((stage, index) => stageLine(stage, index, withState));
  const without = leftOut.map(({ title, reason }) => `- not in it: ${title}, ${reason}`);
  const coordinator = allAgentsOf(stages).agents < 2 ? [] : [`Coordinator: **${coordinatorOf(task)}**`];
  return [...lines, ...without, ...coordinator].join("\n");
}

/** "9 agents, 14 agent jobs". */
export function costOf(task: Task): string {
  const { agents, jobs } = allAgentsOf(task.plan.stages);
  return `${agents} ${agents === 1 ? "agent" : "agents"}, ${jobs} agent ${jobs === 1 ? "job" : "jobs"}`;
}
