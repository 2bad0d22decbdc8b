import type { AgentCatalogue } from "../agents/agent.ts";
import type { CollectAttachments } from "../attachments/collect-attachments.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { WorkClock } from "../calendar/work-clock.ts";
import type { FindObstacle } from "../chat/find-obstacle.ts";
import type { Incoming } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import type { Lifecycle } from "../lifecycle/lifecycle.ts";
import type { Memory } from "../memory/create-memory.ts";
import type { AgentLoad } from "../orchestration/load/agent-load.ts";
import type { PlanRequest } from "../orchestration/planned-task.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import type { LinkedPeople } from "../people/linked-accounts.ts";
import type { WhoIs } from "../people/who-is.ts";
import type { MirrorRules } from "../mirrors/link-thread.ts";
import type { Permissions } from "../permissions/permissions.ts";
import type { People } from "../people/people.ts";
import type { Router } from "../router/route.ts";
import type { Store } from "../store/store.ts";
import type { EscalationTools } from "./escalating/escalation-tools.ts";
import type { Meetings } from "./standup/meetings.ts";
import type { ProjectContext } from "./project-context.ts";

export interface ConversationDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly router: Router;
  readonly agents: () => AgentCatalogue;
  readonly plan: PlanRequest;
  /** The rules as they are now. */
  readonly definitions: () => Pick<DefinitionSet, "rules" | "playbook">;
  readonly load: AgentLoad;
  /** Patterns that a person may choose for a plan, the simplest first. */
  readonly patterns: () => readonly { readonly id: string; readonly title: string }[];
  /** At most this many choices in a question. */
  readonly maxChoices: () => number;
  readonly permissions: Permissions;
  /**
   * Name, groups and standing of whoever is behind something that came in, where the platform did not say so with it.
   * Rejects while the platform cannot be asked: nobody is taken for more than they are. Absent: what it said is all.
   */
  readonly whoIs?: WhoIs;
  /** Who is who, for what people own, see and set for themselves. */
  readonly people: People;
  readonly project: ProjectContext;
  /** Hooks for work that failed while nobody was there to say so; absent: none run. */
  readonly lifecycle?: Lifecycle;
  /** Somebody has the permission `approve`; where nobody has, whoever asked for a task approves its stages. */
  readonly hasApprovers: boolean;
  /** What may be spent; absent: nothing is said about it. */
  readonly budgets?: { readonly book: Budgets; readonly currency: string };
  /** Which threads may show one another's tasks; absent: none. */
  readonly mirrors?: MirrorRules;
  /** Accounts that people link themselves; absent: none. */
  readonly accounts?: LinkedPeople;
  /** Absent: files that come with requests stay unread. */
  readonly attachments?: CollectAttachments;
  /** Absent: nothing is remembered. */
  readonly memory?: Memory;
  /** The working calendars as things stand now; absent: there are none. */
  readonly calendar?: { readonly workClock: () => Promise<WorkClock> };
  /** Absent: nothing can be escalated by hand. */
  readonly escalations?: EscalationTools;
  /** Standups, reports and the week of teams; absent: there are none. */
  readonly meetings?: Meetings;
  /** Absent: whatever place something came from can be posted in. */
  readonly obstacleAt?: FindObstacle;
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
