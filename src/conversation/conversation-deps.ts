import type { AgentCatalogue } from "../agents/agent.ts";
import type { Incoming } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import type { Plan, Priority } from "../tasks/task.ts";
import type { Permissions } from "../permissions/permissions.ts";
import type { Route, Router } from "../router/route.ts";
import type { Store } from "../store/store.ts";

/** What the orchestrator makes of a routed request. */
export interface PlannedTask {
  readonly requestType: string;
  readonly title: string;
  readonly priority: Priority;
  readonly plan: Plan;
}

export interface ConversationDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly router: Router;
  readonly agents: () => AgentCatalogue;
  /** Route to plan by the rules as they are now. */
  readonly plan: (request: {
    readonly text: string;
    readonly route: Route;
    /** Instead of the one that the rules choose. */
    readonly pattern?: string;
  }) => PlannedTask;
  /** Patterns that a person may choose for a plan, the simplest first. */
  readonly patterns: () => readonly { readonly id: string; readonly title: string }[];
  /** At most this many choices in a question. */
  readonly maxChoices: () => number;
  readonly permissions: Permissions;
  /** Somebody has the permission `approve`; where nobody has, whoever asked for a task approves its stages. */
  readonly hasApprovers: boolean;
  readonly clock: Clock;
  /** Short ids that people quote to find the log line. */
  readonly newReference: () => string;
}

/** One message on its way through the conversation. */
export interface Turn<Kind extends Incoming = Incoming> {
  readonly key: string;
  readonly round: number;
  readonly incoming: Kind;
}
