import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { causeEvent } from "../events/cause-events.ts";
import type { RoadmapItem } from "../roadmap/roadmap.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";
import { slipsOf } from "./expected-days.ts";
import type { Slip } from "./expected-days.ts";

const KIND = "slip";

/** A slip as it was logged. */
const NotedSlip = z.object({ due: z.iso.date(), expected: z.iso.date() });
type NotedSlip = z.infer<typeof NotedSlip>;

export interface SlipDeps {
  readonly store: Pick<Store, "commit" | "documents">;
  readonly clock: Pick<Clock, "now">;
  /** As the roadmap is now. */
  readonly items: () => readonly RoadmapItem[];
}

function idOf({ milestone }: Slip): string {
  return createHash("sha256").update(milestone).digest("hex").slice(0, 16);
}

/** That a day which has passed lies one day further back tomorrow is no news; a later day of what comes first is. */
function isNews(slip: Slip, noted: NotedSlip | undefined): boolean {
  if (noted === undefined || noted.due !== slip.due) return true;
  return slip.isForeseen && slip.expected > noted.expected;
}

/** Logs `milestone.slipped` for what slips by the roadmap, each once for its day, and forgets what does not any more. */
export async function noteSlips({ store, clock, items }: SlipDeps): Promise<void> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const slips = new Map(slipsOf(items(), today).map((slip) => [idOf(slip), slip]));
  const stored = await store.documents.list(KIND);
  for (const [id, slip] of slips) {
    const before = stored.get(id) ?? null;
    const noted = before === null ? undefined : parseStored(NotedSlip, before, `docs:${KIND} ${id}`);
    if (!isNews(slip, noted)) continue;
    const { milestone, due, expected } = slip;
    await store.commit({
      documents: [{ kind: KIND, id, value: JSON.stringify({ due, expected }), expected: before }],
      events: [
        causeEvent({
          type: "milestone.slipped",
          data: { milestone: milestone.slice(0, 500), due, expected },
        }),
      ],
    });
  }
  for (const [id, value] of stored) {
    if (slips.has(id)) continue;
    await store.commit({ documents: [{ kind: KIND, id, value: null, expected: value }] });
  }
}
