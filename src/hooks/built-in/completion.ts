import type { BuiltIn } from "./built-in.ts";
import { openCriteria, openParts, proposeChange } from "./roadmap-hook.ts";
import type { RoadmapPorts } from "./roadmap-hook.ts";

/** A finished task ticks its item; the last one of a story calls for the story. */
export function createTaskCascade(ports: RoadmapPorts): BuiltIn<"TASK_COMPLETION_CASCADE"> {
  return async (input, key) => {
    const { item, story } = input;
    const isLast = story !== undefined && story.openTasks.filter((task) => task !== item).length === 0;
    return proposeChange<"TASK_COMPLETION_CASCADE">(
      {
        key,
        title: `${item} is done`,
        open: input.evidence.length === 0 ? [`Nothing shows that ${item} is done.`] : [],
        changes: [{ kind: "tick", item, because: `${input.taskId} finished it` }],
        next: [...(isLast ? (["STORY_COMPLETION_SYNC"] as const) : []), "PROJECT_STATUS_SYNCHRONIZATION"],
        more: {},
      },
      ports,
    );
  };
}

/** A story is complete with all its tasks and criteria shown; stories that waited for it alone may begin. */
export function createStorySync(ports: RoadmapPorts): BuiltIn<"STORY_COMPLETION_SYNC"> {
  return async (input, key) => {
    const { item } = input;
    const open = [...openParts(input.tasks), ...openCriteria(input.criteria)];
    const enabled = input.dependents
      .filter(({ waitsFor }) => waitsFor.every((part) => part.done || part.item === item))
      .map((dependent) => dependent.item);
    const isLast = input.epic !== undefined && input.epic.openStories.every((story) => story === item);
    return proposeChange<"STORY_COMPLETION_SYNC">(
      {
        key,
        title: `the story ${item} is complete`,
        open,
        changes: [
          { kind: "tick", item, because: "all its tasks are done and its criteria are shown" },
          ...enabled.map((each) => ({
            kind: "unblock" as const,
            item: each,
            because: `${item} is complete`,
          })),
        ],
        next: [...(isLast ? (["EPIC_COMPLETION_UPDATE"] as const) : []), "PROJECT_STATUS_SYNCHRONIZATION"],
        more: { enabled: open.length === 0 ? enabled : [] },
      },
      ports,
    );
  };
}

/** An epic is complete with all its stories; then the order of what is left is looked at, and the status. */
export function createEpicUpdate(ports: RoadmapPorts): BuiltIn<"EPIC_COMPLETION_UPDATE"> {
  return async (input, key) =>
    proposeChange<"EPIC_COMPLETION_UPDATE">(
      {
        key,
        title: `the epic ${input.item} is complete`,
        open: input.stories.length === 0 ? ["The epic has no stories."] : openParts(input.stories),
        changes: [{ kind: "tick", item: input.item, because: "all its stories are complete" }],
        next: ["BACKLOG_PRIORITY_REBALANCING", "PROJECT_STATUS_SYNCHRONIZATION"],
        more: {},
      },
      ports,
    );
}

/** An operations story ticks what its final report shows, and only when it shows all of it. */
export function createOperationsStory(
  ports: RoadmapPorts,
): BuiltIn<"PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION"> {
  return async (input, key) =>
    proposeChange<"PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION">(
      {
        key,
        title: `the operations story ${input.item} is complete`,
        open: openCriteria(input.criteria),
        changes: [
          { kind: "tick", item: input.item, because: `its report ${input.report} shows all criteria` },
          ...input.criteria.map(({ text }) => ({ kind: "tick" as const, item: text, because: input.report })),
        ],
        next: ["PROJECT_STATUS_SYNCHRONIZATION"],
        more: {},
      },
      ports,
    );
}
