import type { Task } from "../tasks/task.ts";
import type { LoggedEvent } from "../events/event.ts";
import { hooksRan } from "../lifecycle/outcomes-of.ts";
import type { HooksRan } from "../lifecycle/outcomes-of.ts";
import type { Candidate } from "../tasks/selection.ts";

function decided({ why, decidedBy }: { readonly why: string; readonly decidedBy: string }): string {
  return `${decidedBy}: ${why}`;
}

/** What the request was taken for, a line for each part with what decided it; flags that are off only where a person said so. */
export function analysisLines({ analysis }: Task): string[] {
  if (analysis === undefined) return [];
  const { requestType, complexity, domains, components, flags, intersections, tree } = analysis;
  const shown = Object.entries(flags).filter(([, { value, decidedBy }]) => value || decidedBy === "person");
  return [
    "Taken for:",
    `- kind ${requestType.value} (${decided(requestType)})`,
    ...(tree === undefined ? [] : [`- branch of the tree ${tree.title} (${decided(tree)})`]),
    `- complexity ${complexity.value} (${decided(complexity)})`,
    ...shown.map(([flag, one]) => `- ${one.value ? "" : "not "}${flag} (${decided(one)})`),
    ...components.map((one) => `- component ${one.component} (${decided(one)})`),
    ...domains.map((one) => `- expertise of ${one.agent} (${decided(one)})`),
    ...intersections.map((one) => `- ${one.title}: ${one.joins.join(", ")} joins (${decided(one)})`),
  ];
}

function candidateLine({ agent, total, terms, standing, barred }: Candidate): string {
  const values = Object.entries(terms).map(([name, value]) => `${name} ${value}`);
  return `- ${agent} ${total}: ${standing}${barred === undefined ? "" : `, but ${barred}`} (${values.join(", ")})`;
}

/** Who was weighed as the leader, and what spoke for each. */
export function selectionLines({ selection }: Task): string[] {
  if (selection === undefined) return [];
  return [`Leader: ${selection.why}.`, ...selection.candidates.map(candidateLine)];
}

/** What people did about its priority. */
export function bumpLines({ settings }: Task): string[] {
  return (settings?.bumps ?? []).map(({ by, reason }) => `Bumped by ${by}: ${reason}.`);
}

const MOMENTS: Readonly<Record<string, string>> = {
  before: "before",
  after: "after",
  failure: "when it failed",
  end: "at the end of the task",
  late: "ended later",
};

function runText({ hook, status, message }: HooksRan["runs"][number]): string {
  const said = status === undefined ? hook : `${hook} ${status.replace("_", " ")}`;
  return message === undefined ? said : `${said} (${message})`;
}

/** The hooks that ran for a task, a line for each moment; what ran twice is there once. */
export function hookLines(events: readonly LoggedEvent[]): string[] {
  const seen = new Set<string>();
  const lines = hooksRan(events).flatMap(({ at, assignment, runs }) => {
    const fresh = runs.filter(({ key }) => key === "" || !seen.has(key));
    for (const { key } of fresh) seen.add(key);
    if (fresh.length === 0) return [];
    const whose = assignment === undefined ? "" : ` ${assignment}`;
    return [`- ${MOMENTS[at] ?? at}${whose}: ${fresh.map(runText).join(", ")}`];
  });
  return lines.length === 0 ? [] : ["Hooks:", ...lines];
}

/** Hooks and gates of stages that have been judged. */
export function reportLines({ plan }: Task): string[] {
  return plan.stages.flatMap(({ title, reports }) =>
    reports.map(
      ({ kind, id, verdict, attempt }) => `- ${kind} ${id} of “${title}”: ${verdict}, attempt ${attempt}`,
    ),
  );
}
