import type { HookId } from "../hooks/hook-id.ts";
import { resolveHookName } from "../hooks/hook-id.ts";
import type { HookDeps } from "../hooks/run-hooks.ts";
import { conditionHolds } from "../orchestration/rules/condition.ts";
import { itemsOfTask } from "../roadmap/items-of-task.ts";
import type { Roadmap } from "../roadmap/read-roadmap.ts";
import { nameOf } from "../roadmap/roadmap.ts";
import type { RoadmapItem } from "../roadmap/roadmap.ts";
import { readLinks } from "../roadmap/roadmap-links.ts";
import type { RoadmapLink } from "../roadmap/roadmap-links.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { endedInput, unfinishedInput } from "./end-inputs.ts";
import { knownOfTask } from "./ended-task.ts";
import type { EndedTask } from "./ended-task.ts";
import { factsOfTask } from "./facts-of-task.ts";
import { orderHooks } from "./flow.ts";
import type { FlowRules } from "./flow.ts";
import type { LateHandlers } from "./late-handlers.ts";
import { hooksRan } from "./outcomes-of.ts";
import { recordOf } from "./record.ts";
import { runInOrder } from "./run-in-order.ts";
import type { DueHook, RanHook } from "./run-in-order.ts";

export interface SettleDeps extends HookDeps {
  readonly store: Store;
  readonly roadmap: () => Roadmap | undefined;
  readonly rules: () => FlowRules;
  readonly late: LateHandlers;
}

export interface EndRef {
  readonly taskId: string;
  readonly round: number;
}

/** The name of the rules for hooks of a changed state. seed: rules.yaml#hook_name_resolution */
const STATE_MANAGEMENT = "WORKFLOW_STATE_MANAGEMENT";
const OPERATIONS = "PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION";
/** Called by those before them, not by the end of the task itself. */
const FOLLOWING: ReadonlySet<HookId> = new Set([
  "STORY_COMPLETION_SYNC",
  "EPIC_COMPLETION_UPDATE",
  "BACKLOG_PRIORITY_REBALANCING",
  "PROJECT_STATUS_SYNCHRONIZATION",
]);

/** Whether a task that has ended concerns the roadmap at all. */
export function concernsRoadmap(task: Task, roadmap: Roadmap, links: readonly RoadmapLink[]): boolean {
  return itemsOfTask(task, roadmap.items, links).length > 0;
}

function stateHooks(task: Task, { names, hookFlow }: FlowRules): readonly HookId[] {
  const facts = factsOfTask(task);
  const all = orderHooks([...resolveHookName(STATE_MANAGEMENT, names), OPERATIONS], hookFlow);
  return all.filter((hook) => {
    const rule = hookFlow.dueWhen.find((one) => one.hook === hook);
    return rule === undefined || conditionHolds(rule.when, facts);
  });
}

function nextOf({ output }: RanHook): readonly HookId[] {
  return output !== undefined && "next" in output ? output.next : [];
}

/** The hooks of the end in the order of the rules; one that follows from others runs once one of them calls for it. */
async function runEnd(ended: EndedTask, deps: SettleDeps): Promise<RanHook[]> {
  const rules = deps.rules();
  const ran: RanHook[] = [];
  const called = new Set<HookId>();
  const known = new Map(knownOfTask(ended.task));
  const run = async (due: DueHook | undefined): Promise<void> => {
    if (due === undefined) return;
    const [one] = await runInOrder([due], { ...deps, known, after: rules.hookFlow.after });
    if (one === undefined) return;
    ran.push(one);
    known.set(due.hook, one.report.status);
    for (const hook of nextOf(one)) called.add(hook);
  };
  if (ended.task.state === "done") {
    for (const hook of stateHooks(ended.task, rules))
      if (!FOLLOWING.has(hook) || called.has(hook)) await run(endedInput(hook, ended));
  }
  await run(unfinishedInput(ended));
  return ran;
}

async function scoresOf(
  { store }: SettleDeps,
  { items }: Roadmap,
  links: readonly RoadmapLink[],
): Promise<ReadonlyMap<string, number>> {
  const scores = new Map<string, number>();
  for (const task of await store.tasks.listOpen(OPEN_TASKS))
    for (const item of itemsOfTask(task, items, links)) {
      const name = nameOf(item);
      scores.set(name, Math.max(scores.get(name) ?? 0, task.priority.score));
    }
  return scores;
}

/** So many open tasks are looked at for what comes next. */
const OPEN_TASKS = 300;

async function settleItems(task: Task, roadmap: Roadmap, deps: SettleDeps): Promise<RanHook[]> {
  const links = await readLinks(deps.store);
  const items: readonly RoadmapItem[] = itemsOfTask(task, roadmap.items, links);
  if (items.length === 0) return [];
  const results = await deps.store.tasks.results(task.id);
  const scores = await scoresOf(deps, roadmap, links);
  const ran: RanHook[] = [];
  for (const item of items) ran.push(...(await runEnd({ task, item, roadmap, results, scores }, deps)));
  return ran;
}

/**
 * What follows from the end of a task that works on items of the roadmap: hooks of changed states, which propose and
 * never write. Harmless to run again: a round that is settled is left alone.
 */
export async function settleTask(ref: EndRef, deps: SettleDeps): Promise<void> {
  const roadmap = deps.roadmap();
  const task = await deps.store.tasks.get(ref.taskId);
  if (roadmap === undefined || task === undefined || task.round !== ref.round) return;
  if (!["done", "failed", "dead"].includes(task.state)) return;
  const before = hooksRan(await deps.store.events.ofTask(task.id));
  const end = `r${task.round}`;
  if (before.some(({ at, runs }) => at === "end" && runs.some(({ key }) => key.endsWith(end)))) return;
  const ran = await settleItems(task, roadmap, deps);
  if (ran.length === 0) return;
  deps.late.follow(task.id, ran);
  const { events, deliveries } = recordOf(task, { at: "end" }, ran);
  await deps.store.commit({ events, deliveries });
}
