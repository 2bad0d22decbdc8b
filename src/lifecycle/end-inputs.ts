import { commercialReadiness } from "./state-inputs.ts";
import type { HookId } from "../hooks/hook-id.ts";
import type { HookInput } from "../hooks/hook-catalogue.ts";
import { nameOf } from "../roadmap/roadmap.ts";
import {
  claimsAbout,
  dependentsOf,
  evidenceOfTask,
  familyOf,
  gateReportsOf,
  openBeside,
  partsOf,
} from "./ended-task.ts";
import type { EndedTask, Family } from "./ended-task.ts";
import type { DueHook } from "./run-in-order.ts";
import { textsOf } from "./texts-of.ts";

type Fields = Readonly<Record<string, unknown>>;

function cascade(ended: EndedTask, { story }: Family): Fields {
  const { item } = ended;
  const open = story === undefined ? [] : partsOf(story, []).filter(({ done }) => !done);
  return {
    item: nameOf(item),
    evidence: evidenceOfTask(ended),
    ...(story === undefined || story === item
      ? {}
      : { story: { item: nameOf(story), openTasks: open.map((part) => part.item) } }),
  };
}

function story(ended: EndedTask, { story: own, epic }: Family): Fields | undefined {
  if (own === undefined) return undefined;
  const openStories = (epic?.children ?? []).filter(
    ({ kind, state }) => kind === "story" && state !== "done",
  );
  return {
    item: nameOf(own),
    tasks: partsOf(own, [ended.item]),
    criteria: [{ text: `${ended.task.id} shows its work`, evidence: evidenceOfTask(ended) }],
    dependents: dependentsOf(own, ended.roadmap),
    ...(epic === undefined ? {} : { epic: { item: nameOf(epic), openStories: openStories.map(nameOf) } }),
  };
}

function epic(ended: EndedTask, { story: own, epic: whole }: Family): Fields | undefined {
  if (whole === undefined) return undefined;
  return { item: nameOf(whole), stories: partsOf(whole, [ended.item, ...(own === undefined ? [] : [own])]) };
}

function operations(ended: EndedTask): Fields | undefined {
  const { item, task } = ended;
  if (item.kind !== "story" || item.children.length === 0) return undefined;
  const evidence = evidenceOfTask(ended);
  return {
    item: nameOf(item),
    report: task.id,
    criteria: item.children.map((child) => ({ text: nameOf(child), evidence })),
  };
}

function milestone(ended: EndedTask): Fields | undefined {
  const readiness = commercialReadiness(gateReportsOf(ended.task));
  if (readiness === undefined) return undefined;
  const name = nameOf(ended.item);
  return {
    milestone: name,
    readiness,
    acceptance: [{ text: `${name} is accepted`, evidence: evidenceOfTask(ended) }],
  };
}

/** A plan that begins with a stage for planning is specification-first; with its end the last phase closes. */
function lastPhase(ended: EndedTask): Fields | undefined {
  const { task, item } = ended;
  if (!task.plan.stages.some(({ purpose }) => purpose === "plan")) return undefined;
  const artifacts = task.plan.stages.flatMap(({ id, state }) =>
    state === "done" ? [`${task.id}/${id}`] : [],
  );
  const criteria = [{ text: `${task.title || task.id} is done`, evidence: evidenceOfTask(ended) }];
  return { item: nameOf(item), phase: "completion", artifacts, criteria };
}

function rebalancing(ended: EndedTask, { epic: whole }: Family): Fields {
  const completed = whole ?? ended.item;
  return { completed: nameOf(completed), items: openBeside(completed, ended) };
}

const INPUTS: Readonly<Partial<Record<HookId, (ended: EndedTask, family: Family) => Fields | undefined>>> = {
  TASK_COMPLETION_CASCADE: cascade,
  STORY_COMPLETION_SYNC: story,
  EPIC_COMPLETION_UPDATE: epic,
  BACKLOG_PRIORITY_REBALANCING: rebalancing,
  PROJECT_STATUS_SYNCHRONIZATION: (ended) => ({ claims: claimsAbout(ended) }),
  PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION: operations,
  COMMERCIAL_MILESTONE: milestone,
  SPARC_PHASE_TRANSITION: lastPhase,
};

function callOf(hook: HookId, { task, item }: EndedTask, fields: Fields): DueHook {
  const subject = { taskId: task.id, round: task.round, occasion: `line${item.line}` };
  return { hook, input: { ...subject, ...fields } as unknown as HookInput<HookId> };
}

/** A hook of a changed state for a task that is done; undefined where it has nothing to say about its item. */
export function endedInput(hook: HookId, ended: EndedTask): DueHook | undefined {
  const fields = INPUTS[hook]?.(ended, familyOf(ended));
  return fields === undefined ? undefined : callOf(hook, ended, fields);
}

/** What a task leaves unfinished: the questions that its agents could not answer, and itself when it failed. */
export function unfinishedInput(ended: EndedTask): DueHook | undefined {
  const { task, item, results } = ended;
  const open = [...results.values()].flatMap(({ handoff, isAdvice }) =>
    isAdvice === true ? [] : textsOf(handoff?.["openQuestions"]),
  );
  const failed =
    task.error === undefined || task.state === "done"
      ? []
      : [
          {
            title: task.title || task.id,
            kind: "unresolved",
            error: task.error.message,
            reproduction: task.id,
          },
        ];
  const questions = [...new Set(open)].map((title) => ({ title, kind: "unfinished" }));
  const items = [...failed, ...questions].map((one) => ({ ...one, location: task.id }));
  if (items.length === 0) return undefined;
  return callOf("INCOMPLETE_WORK_DOCUMENTATION", ended, { items, parent: nameOf(item) });
}
