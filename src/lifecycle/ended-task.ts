import type { Evidence } from "../gates/evidence.ts";
import type { HookId } from "../hooks/hook-id.ts";
import type { HookStatus } from "../hooks/hook-report.ts";
import { ancestorsOf } from "../roadmap/items-of-task.ts";
import type { Roadmap } from "../roadmap/read-roadmap.ts";
import { findItems, nameOf, withDescendants } from "../roadmap/roadmap.ts";
import type { RoadmapItem } from "../roadmap/roadmap.ts";
import type { AgentResult, StageReport, Task } from "../tasks/task.ts";
import { evidenceOf } from "../workflow/evidence-of.ts";

/** A task that has ended, and the item of the roadmap that it worked on. */
export interface EndedTask {
  readonly task: Task;
  readonly item: RoadmapItem;
  readonly roadmap: Roadmap;
  readonly results: ReadonlyMap<string, AgentResult>;
  /** Scores of open tasks by the name of the item that they work on. */
  readonly scores: ReadonlyMap<string, number>;
}

/** The last word of each gate of the task. */
export function gateReportsOf(task: Task): readonly StageReport[] {
  const last = new Map<string, StageReport>();
  for (const stage of task.plan.stages)
    for (const report of stage.reports) if (report.kind === "gate") last.set(report.id, report);
  return [...last.values()];
}

/** What shows that the work is done: evidence of those who did it, and gates that passed. Advice shows nothing. */
export function evidenceOfTask({ task, results }: Pick<EndedTask, "task" | "results">): Evidence[] {
  const given = task.plan.stages
    .flatMap(({ assignments }) => assignments)
    .flatMap(({ result }) => {
      const found = result === undefined ? undefined : results.get(result);
      return found === undefined || found.isAdvice === true ? [] : evidenceOf(found.handoff);
    });
  const passed = gateReportsOf(task)
    .filter(({ verdict }) => verdict === "passed")
    .map(({ title }): Evidence => ({ kind: "reference", title: `${title} passed`, target: task.id }));
  return [...given, ...passed];
}

/** The gate for truth may be waited for; it has its say before the task ends. */
export function knownOfTask(task: Task): ReadonlyMap<HookId, HookStatus> {
  const truth = gateReportsOf(task).find(({ id }) => id === "truth_validation");
  if (truth === undefined) return new Map();
  const status = truth.verdict === "passed" || truth.verdict === "failed" ? truth.verdict : "not_run";
  return new Map([["TRUTH_VALIDATION_CHECK", status]]);
}

export interface Family {
  readonly story: RoadmapItem | undefined;
  readonly epic: RoadmapItem | undefined;
}

/** The story and the epic that an item belongs to; an item that is one itself is its own. */
export function familyOf({ item, roadmap }: EndedTask): Family {
  const line = [item, ...ancestorsOf(item, roadmap.items)];
  return { story: line.find(({ kind }) => kind === "story"), epic: line.find(({ kind }) => kind === "epic") };
}

/** The parts of an item; what this task has finished counts as done although nobody has ticked it yet. */
export function partsOf(
  parent: RoadmapItem,
  finished: readonly RoadmapItem[],
): { item: string; done: boolean }[] {
  return parent.children.map((child) => ({
    item: nameOf(child),
    done: child.state === "done" || finished.includes(child),
  }));
}

/** Stories that come after one, with all that each of them waits for. */
export function dependentsOf(story: RoadmapItem, { items }: Roadmap) {
  const { id } = story;
  if (id === undefined) return [];
  return withDescendants(items)
    .filter(({ after }) => after.includes(id))
    .map((item) => ({
      item: nameOf(item),
      waitsFor: item.after
        .flatMap((name) => findItems(items, name))
        .map((found) => ({ item: nameOf(found), done: found.state === "done" })),
    }));
}

/** What is still to be done beside an item, in the order of the file. */
export function openBeside(
  item: RoadmapItem,
  { roadmap, scores }: EndedTask,
): { item: string; score: number }[] {
  const siblings = ancestorsOf(item, roadmap.items)[0]?.children ?? roadmap.items;
  return siblings
    .filter((other) => other !== item && other.kind === item.kind && other.state !== "done")
    .map((other) => ({ item: nameOf(other), score: scores.get(nameOf(other)) ?? 0 }));
}

/** What headings of the file claim about an item and what is above it, against what their boxes say. */
export function claimsAbout({ item, roadmap }: EndedTask) {
  return [item, ...ancestorsOf(item, roadmap.items)].flatMap((one) => {
    if (!one.claimsDone || one.children.length === 0) return [];
    const open = withDescendants(one.children).some(({ hasBox, state }) => hasBox && state !== "done");
    const subject = nameOf(one);
    const source = `${roadmap.file}:${one.line}`;
    return [
      { subject, value: "complete", source },
      { subject, value: open ? "open" : "complete", source: `the boxes below ${source}` },
    ];
  });
}
