import type { RoadmapProposal } from "../hooks/roadmap-proposal.ts";
import { taskIdOfKey } from "../hooks/run-hooks.ts";
import { renderUpdate } from "../roadmap/propose-update.ts";
import type { Roadmap } from "../roadmap/read-roadmap.ts";
import type { Store } from "../store/store.ts";
import { threadDelivery } from "../tasks/task-deliveries.ts";

const KIND = "roadmap-proposals";

export interface ProposeDeps {
  readonly store: Store;
  /** Undefined while the workspace has none. */
  readonly roadmap: () => Roadmap | undefined;
}

/**
 * Puts a change of the roadmap into the thread of the task that brought it about, once for each id. Without a
 * roadmap, and where its file says it already, there is nothing to propose.
 */
export async function proposeToThread(
  proposal: RoadmapProposal,
  { store, roadmap }: ProposeDeps,
): Promise<void> {
  const current = roadmap();
  const rendered = current === undefined ? undefined : renderUpdate(current, proposal);
  if (rendered === undefined) return;
  if ((await store.documents.get(KIND, proposal.id)) !== undefined) return;
  const taskId = taskIdOfKey(proposal.id);
  const task = await store.tasks.get(taskId);
  const { id, title } = proposal;
  // A conflict means that somebody else has just proposed the same.
  await store.commit({
    documents: [{ kind: KIND, id, value: JSON.stringify(proposal), expected: null }],
    events: [{ type: "roadmap.proposed", taskId, data: { id, title, changes: proposal.changes.length } }],
    ...(task === undefined
      ? {}
      : { deliveries: [threadDelivery(task, `roadmap.${id}`, { text: rendered.text })] }),
  });
}
