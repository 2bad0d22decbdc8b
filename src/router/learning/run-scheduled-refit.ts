import type { Logger } from "../../log/logger.ts";
import type { Conversation } from "../../chat/messages.ts";
import type { Store } from "../../store/store.ts";
import { formatRefit } from "./format-refit.ts";
import type { RefitReport } from "./refit-report.ts";

export interface ScheduledRefitDeps {
  readonly refit: () => Promise<RefitReport>;
  readonly store: Pick<Store, "commit">;
  /** Where messages about the installation go; empty: to whoever looks after it, by `notify`. */
  readonly places: () => readonly Conversation[];
  readonly notify?: (text: string) => void;
  readonly log: Logger;
}

/** Refits unasked. What changed, or was not accepted, is said once in every place, and logged; nothing new is not. */
export async function runScheduledRefit(deps: ScheduledRefitDeps): Promise<void> {
  const report = await deps.refit();
  const { outcome, from, version, added, removed, why } = report;
  const facts = { outcome, from, version, added, removed, why };
  if (outcome !== "accepted" && outcome !== "rejected") {
    deps.log.info(facts, "the router has nothing new to learn");
    return;
  }
  deps.log.info(facts, "the router was refitted");
  const text = formatRefit(report);
  const places = deps.places();
  await deps.store.commit({
    events: [{ type: "router.refitted", data: { outcome, from, version: version ?? null, added, removed } }],
    deliveries: places.map((to, at) => ({
      id: `router.refit.${report.at}.${at}`,
      content: { kind: "post", to, message: { text } },
    })),
  });
  if (places.length === 0) deps.notify?.(text);
}
