import { messageOf } from "../../errors.ts";
import type { Logger } from "../../log/logger.ts";
import { askAboutApprovals } from "./ask-about-approvals.ts";
import { askAboutQueues } from "./ask-about-queues.ts";
import { askAboutUnresolved } from "./ask-about-unresolved.ts";
import { auditEscalations } from "./audit-escalations.ts";
import { declareEmergencies } from "./declare-emergencies.ts";
import { followLog } from "./follow-log.ts";
import { settleWhatIsOver } from "./settle-what-is-over.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const LOOKS: Readonly<Record<string, (deps: TriggerDeps) => Promise<void>>> = {
  audit: auditEscalations,
  over: settleWhatIsOver,
  log: followLog,
  approvals: askAboutApprovals,
  unresolved: askAboutUnresolved,
  queues: askAboutQueues,
  emergencies: declareEmergencies,
};

/** Looks for all that escalates by itself. One look that fails keeps none of the others from looking. */
export async function lookForTriggers(deps: TriggerDeps & { readonly log: Logger }): Promise<void> {
  for (const [look, run] of Object.entries(LOOKS)) {
    try {
      await run(deps);
    } catch (error) {
      deps.log.warn({ look, error: messageOf(error) }, "a look for what escalates by itself failed");
    }
  }
}
