import type { RecurringJob } from "../../jobs/clockwork.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { ProjectContext } from "../conversation/project-context.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import { followEnds } from "../lifecycle/follow-ends.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { lookForCauses } from "../risks/look-for-causes.ts";
import { noteConflicts } from "../risks/note-conflicts.ts";
import type { ConflictDeps } from "../risks/note-conflicts.ts";
import { noteSlips } from "../risks/note-slips.ts";
import { openSeedRisks } from "../risks/risk-register.ts";
import { createRoadmapBook } from "../roadmap/create-roadmap-book.ts";
import type { RoadmapPlace } from "../roadmap/read-roadmap.ts";
import type { Store } from "../store/store.ts";

const MINUTE_MS = 60_000;

export function roadmapPlace({ config, workspacePath }: Settings): RoadmapPlace {
  const { roadmap } = config.workspace;
  return { root: workspacePath, ...(roadmap === undefined ? {} : { path: roadmap }) };
}

/** The project as the bot knows it; the roadmap is read again whenever it changes, until `close`. */
export async function openProject(
  settings: Settings,
  definitions: Pick<Definitions, "current">,
  log: Logger,
): Promise<ProjectContext & { close(): Promise<void> }> {
  const book = await createRoadmapBook({ ...roadmapPlace(settings), log });
  await book.watch();
  return {
    roadmap: book.current,
    risks: () => definitions.current().playbook.risks.risks,
    contingency: () => definitions.current().playbook.contingency.rules,
    close: async () => book.close(),
  };
}

/** How soon the roadmap hears of a task that has ended. */
const ENDS_MS = 5_000;

/** Finds tasks that have ended and work on the roadmap. */
export function endsJob(
  project: ProjectContext,
  deps: { readonly store: Store; readonly jobs: JobQueue; readonly clock: Clock },
): RecurringJob {
  const { roadmap } = project;
  return { name: "task.ends", everyMs: ENDS_MS, run: async () => followEnds({ ...deps, roadmap }) };
}

/** Opens the risks that a project starts with, looks for slips and conflicts, and fires contingency rules. */
export function contingencyJob(
  project: ProjectContext,
  deps: {
    readonly store: Store;
    readonly places: () => readonly Conversation[];
    readonly clock: Clock;
    readonly wip: ConflictDeps["wip"];
    readonly personBehind: ConflictDeps["personBehind"];
  },
): RecurringJob {
  return {
    name: "contingency.look",
    everyMs: MINUTE_MS,
    async run() {
      await openSeedRisks(project.risks(), deps.store, deps.clock.now());
      await noteSlips({ ...deps, items: () => project.roadmap()?.items ?? [] });
      await noteConflicts(deps);
      await lookForCauses({ ...deps, rules: project.contingency });
    },
  };
}
